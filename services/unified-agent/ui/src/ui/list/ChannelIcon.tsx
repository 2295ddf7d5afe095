import { Bubble, Globe } from "../icons";

const NAMES: Record<string, string> = { WEB: "Web", CX_WEB: "Web", WHATSAPP: "WhatsApp", SMS: "SMS", FACEBOOK: "Facebook", VOICE: "Voice" };

export function ChannelIcon({ type }: { type: string | null }) {
  const name = NAMES[type ?? ""] ?? type ?? "";
  const Icon = name === "Web" ? Globe : Bubble;
  return (
    <span className="channel" title={name}>
      <Icon />
      <span className="sr">{name}</span>
    </span>
  );
}
