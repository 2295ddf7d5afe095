/** Shapes of the customer's protocol, as far as the widget reads them. */
import type { MessageBody } from "../messages";

export interface Sender {
  id: string;
  type: string;
  senderName?: string;
}

export interface BotButton {
  title: string;
  payload?: string;
  type?: string;
}

export interface Body extends MessageBody {
  buttons?: BotButton[];
  notificationType?: string;
  notificationData?: Record<string, unknown>;
}

export interface Activity {
  id: string;
  conversationId: string;
  seq: number;
  prev: number;
  name: string;
  at: string;
  header: { sender: Sender; channelSessionId?: string; intent?: string; originalMessageId?: string | null };
  body: Body;
}

export interface ReceiptSignal {
  recipientType: string;
  deliveredSeq?: number | null;
  readSeq?: number | null;
}

export interface DraftSignal {
  sender?: Sender;
  draft?: { messageId: string; text: string };
}

/** One wait in ten is shorter, one in ten is longer. */
export interface Interval {
  lowMs: number;
  likelyMs: number;
  highMs: number;
}

export interface Wait {
  /** From 1; 0 while an agent is asked, or unknown. */
  position: number;
  estimatedWait: Interval | null;
}

export interface FormField {
  key: string;
  label: string;
  type: "text" | "email" | "phone";
  required: boolean;
  maxLength?: number | null;
}

export interface WidgetConfig {
  widgetIdentifier: string;
  title: string;
  subTitle?: string | null;
  theme?: { primary?: string; dark?: string } | null;
  language?: string | null;
  enableEmoji?: boolean;
  enableTranscript?: boolean;
  logoText?: string | null;
  /** A `data:` URL. */
  logo?: string | null;
  position?: "left" | "right";
  offlineMessage?: string | null;
  /** What a visitor agrees to before the first message; empty if nothing is asked. */
  consentText?: string | null;
  /** False outside the hours: no new chat begins, one that goes on does. */
  open?: boolean;
  serviceIdentifier: string;
  form: { id: string; title: string; fields: FormField[] } | null;
}
