import { summary } from "@switchboard/customer-widget/messages";
import { linkify } from "@switchboard/customer-widget/text";
import { timeOf } from "../../text/time";
import { useDesk } from "../DeskContext";
import { Attachment } from "../files/Attachment";
import { Alert, Check, Checks, Clock, Lock, Quote } from "../icons";
import type { Bubble, Item, Mark } from "./items";
import { Kinds, Quoted, Reactions } from "./Kinds";
import { reply } from "./replying";
import { Undelivered } from "./Undelivered";

const ICONS: Record<Mark, typeof Check> = { sending: Clock, sent: Check, delivered: Checks, read: Checks, failed: Alert };

interface Props {
  item: Extract<Item, { kind: "group" }>;
  conversationId: string;
  canReply: boolean;
}

export function Group({ item, conversationId, canReply }: Props) {
  const { t, language } = useDesk();
  const last = item.bubbles.at(-1);
  return (
    <li className="group" data-side={item.side}>
      <div className="group-head">
        <bdi className="who">{item.who}</bdi>
        {item.channel !== null && <bdi>{item.channel}</bdi>}
        {item.side === "note" && (
          <span className="note-mark">
            <Lock size={12} /> {t("notForCustomer")}
          </span>
        )}
      </div>
      {item.bubbles.map((bubble) => (
        <BubbleView key={bubble.id} bubble={bubble} conversationId={conversationId} canReply={canReply && item.side !== "note"} />
      ))}
      {last && (
        <div className="group-foot">
          <time dateTime={last.at}>{timeOf(last.at, language)}</time>
          {last.mark && last.mark !== "failed" && <MarkView mark={last.mark} />}
        </div>
      )}
    </li>
  );
}

function MarkView({ mark }: { mark: Exclude<Mark, "failed"> }) {
  const { t } = useDesk();
  const Icon = ICONS[mark];
  return (
    <span className="mark" data-mark={mark}>
      <Icon size={14} />
      {t(mark)}
    </span>
  );
}

function BubbleView({ bubble, conversationId, canReply }: { bubble: Bubble; conversationId: string; canReply: boolean }) {
  const { desk, t } = useDesk();
  const { text, attachment } = bubble.body;
  return (
    <div className="bubble-row" data-mark={bubble.mark ?? undefined} data-message={bubble.id}>
      {bubble.quote && <Quoted quote={bubble.quote} />}
      <Kinds view={bubble.body} />
      {attachment && !bubble.body.sticker && <Attachment attachment={attachment} id={bubble.id} />}
      {text !== "" && (
        <span className="bubble" dir="auto">
          <Text text={text} />
        </span>
      )}
      {bubble.edited && <span className="edited">{t("kindEdited")}</span>}
      <Reactions reactions={bubble.reactions} />
      {bubble.buttons.length > 0 && (
        <span className="offered">
          {bubble.buttons.map((title) => (
            <span key={title}>{title}</span>
          ))}
        </span>
      )}
      {bubble.missing !== null && (
        <span className="failed">
          <Alert size={14} /> {bubble.missing}
        </span>
      )}
      {bubble.notice && <Undelivered notice={bubble.notice} />}
      {canReply && !bubble.deleted && bubble.mark !== "sending" && bubble.mark !== "failed" && (
        <button
          type="button"
          className="reply-to"
          title={t("replyToThis")}
          aria-label={`${t("replyToThis")}: ${summary(bubble.body, t)}`}
          onClick={() => {
            reply(bubble.id);
          }}
        >
          <Quote size={14} />
        </button>
      )}
      {bubble.mark === "failed" && (
        <span className="failed" role="alert">
          <Alert size={14} /> {t("failed", { reason: bubble.error ?? "" })}
          <button
            type="button"
            onClick={() => {
              desk.retry(conversationId, bubble.id);
            }}
          >
            {t("retry")}
          </button>
          <button
            type="button"
            onClick={() => {
              desk.discard(conversationId, bubble.id);
            }}
          >
            {t("discard")}
          </button>
        </span>
      )}
    </div>
  );
}

function Text({ text }: { text: string }) {
  const { t } = useDesk();
  return linkify(text).map((piece, i) =>
    piece.href === undefined ? (
      piece.text
    ) : (
      <a key={i} href={piece.href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
        {piece.text}
        <span className="sr"> {t("newWindow")}</span>
      </a>
    ),
  );
}
