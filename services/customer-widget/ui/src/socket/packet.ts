/** Text framing of Engine.IO 4 + Socket.IO 5, default namespace, no binary: all that a chat needs. */

export type Packet =
  | { kind: "open"; pingInterval: number; pingTimeout: number }
  | { kind: "close" }
  | { kind: "ping" }
  | { kind: "connect" }
  | { kind: "refused"; message: string }
  | { kind: "disconnect" }
  | { kind: "event"; name: string; payload: unknown; ackId: number | null }
  | { kind: "ack"; ackId: number; payload: unknown }
  | { kind: "unknown" };

const UNKNOWN: Packet = { kind: "unknown" };

export function decode(frame: string): Packet {
  switch (frame[0]) {
    case "0":
      return decodeOpen(frame.slice(1));
    case "1":
      return { kind: "close" };
    case "2":
      return { kind: "ping" };
    case "4":
      return decodeMessage(frame.slice(1));
    default:
      return UNKNOWN;
  }
}

function decodeOpen(json: string): Packet {
  const open = parse(json) as { pingInterval?: number; pingTimeout?: number } | undefined;
  return { kind: "open", pingInterval: open?.pingInterval ?? 25_000, pingTimeout: open?.pingTimeout ?? 20_000 };
}

function decodeMessage(text: string): Packet {
  const match = /^(\d+)?/.exec(text.slice(1));
  const digits = match?.[0] ?? "";
  const ackId = digits === "" ? null : Number(digits);
  const data = parse(text.slice(1 + digits.length));
  switch (text[0]) {
    case "0":
      return { kind: "connect" };
    case "1":
      return { kind: "disconnect" };
    case "2":
      return Array.isArray(data) && typeof data[0] === "string"
        ? { kind: "event", name: data[0], payload: data[1], ackId }
        : UNKNOWN;
    case "3":
      return Array.isArray(data) && ackId !== null ? { kind: "ack", ackId, payload: data[0] } : UNKNOWN;
    case "4":
      return { kind: "refused", message: messageOf(data) };
    default:
      return UNKNOWN;
  }
}

function messageOf(data: unknown): string {
  if (typeof data === "string") return data;
  const message = (data as { message?: unknown } | undefined)?.message;
  return typeof message === "string" ? message : "connection refused";
}

function parse(json: string): unknown {
  try {
    return json === "" ? undefined : JSON.parse(json);
  } catch {
    return undefined;
  }
}

export const PONG = "3";
export const DISCONNECT = "41";
export const encodeConnect = (auth: unknown): string => `40${JSON.stringify(auth)}`;
export const encodeEvent = (name: string, payload: unknown, ackId?: number): string =>
  `42${ackId ?? ""}${JSON.stringify([name, payload])}`;
export const encodeAck = (ackId: number): string => `43${ackId}[]`;
