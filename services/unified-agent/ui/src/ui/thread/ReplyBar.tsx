import { foldOnce } from "@switchboard/customer-widget/messages";
import type { Thread } from "../../store/thread";
import { useDesk, useDeskState } from "../DeskContext";
import { Close } from "../icons";
import { quoteOf } from "./items";

/** What is about to be answered, above the words. */
export function ReplyBar({ thread, replyTo, clear }: { thread: Thread; replyTo: string; clear: () => void }) {
  const { t } = useDesk();
  const me = useDeskState((state) => state.me?.id ?? null);
  const quote = quoteOf(replyTo, foldOnce(thread.activities).shown, { me, t });
  return (
    <div className="reply-bar" role="status">
      <span className="quote">
        <span className="quote-who">{t("kindReplyTo", { name: quote?.who ?? "" })}</span>
        <bdi>{quote?.words}</bdi>
      </span>
      <button type="button" className="attach" aria-label={t("replyStop")} title={t("replyStop")} onClick={clear}>
        <Close />
      </button>
    </div>
  );
}
