import { Skeleton } from "@mantine/core";
import { foldOnce, summary } from "@switchboard/customer-widget/messages";
import { useMemo } from "react";
import { loadDraft } from "../../store/drafts";
import { lastActivityAt, lastMessage, unread, type Thread } from "../../store/thread";
import { clock, shortTime } from "../../text/time";
import { useDesk, useDeskState, useNow } from "../DeskContext";
import { Lock, Pause } from "../icons";
import { nameOf } from "../thread/items";
import { ChannelIcon } from "./ChannelIcon";
import { Offers } from "../OfferCard";

export function ordered(threads: Readonly<Record<string, Thread>>): Thread[] {
  return Object.values(threads).sort((a, b) => lastActivityAt(b).localeCompare(lastActivityAt(a)));
}

export const customerName = (thread: Thread): string | null =>
  thread.customer?.firstName ?? thread.task?.customerName ?? thread.conversation.participants.find((p) => p.type === "CUSTOMER")?.name ?? null;

export function ConversationList() {
  const { t } = useDesk();
  const threads = useDeskState((state) => state.threads);
  const live = useDeskState((state) => state.live);
  const list = useMemo(() => ordered(threads), [threads]);
  return (
    <nav className="list" aria-label={t("conversations")}>
      <h2 className="pane-title">
        {t("conversations")}
        {list.length > 0 && <span className="count">{list.length}</span>}
      </h2>
      <Offers />
      {list.length === 0 && !live && <ListSkeleton />}
      {list.length === 0 && live && (
        <p className="empty faint">{t("listEmpty")}</p>
      )}
      <ul className="rows">
        {list.map((thread) => (
          <Row key={thread.conversation.id} thread={thread} />
        ))}
      </ul>
    </nav>
  );
}

function ListSkeleton() {
  const { t } = useDesk();
  return (
    <div className="skeletons" role="status" aria-label={t("loading")}>
      {[0, 1, 2].map((n) => (
        <Skeleton key={n} height={56} radius={8} />
      ))}
    </div>
  );
}

function Row({ thread }: { thread: Thread }) {
  const { store, t, language } = useDesk();
  const now = useNow(30_000);
  const me = useDeskState((state) => state.me?.id ?? null);
  const selected = useDeskState((state) => state.selected === thread.conversation.id);
  const { id, sessions } = thread.conversation;
  const count = thread.closed === null ? unread(thread, me) : 0;
  const channel = sessions.find((session) => session.active) ?? sessions.at(-1);
  return (
    <li>
      <button
        type="button"
        className="row"
        aria-current={selected}
        data-unread={count > 0}
        data-conversation={id}
        onClick={() => {
          store.dispatch({ type: "selected", conversationId: id });
        }}
      >
        <ChannelIcon type={channel?.channelType ?? thread.task?.channelType ?? null} />
        <span className="row-main">
          <span className="row-line">
            <bdi className="row-name">{customerName(thread) ?? t("anonymous")}</bdi>
            <time className="row-time" dateTime={lastActivityAt(thread)}>
              {shortTime(lastActivityAt(thread), now, language)}
            </time>
          </span>
          <span className="row-line">
            <span className="row-preview">
              <Preview thread={thread} me={me} selected={selected} />
            </span>
            {count > 0 && (
              <span className="unread" title={t("unread", { count })}>
                <span className="sr">{t("unread", { count })}</span>
                <span aria-hidden="true">{count > 99 ? "99+" : count}</span>
              </span>
            )}
          </span>
          <Status thread={thread} />
        </span>
      </button>
    </li>
  );
}

function Preview({ thread, me, selected }: { thread: Thread; me: string | null; selected: boolean }) {
  const { t } = useDesk();
  const typing = thread.typing[0];
  if (typing) return <em>{t("isTyping", { name: typing.name || t("customer") })}</em>;
  const draft = selected ? "" : loadDraft(thread.conversation.id).text;
  if (draft) {
    return (
      <>
        <b>{t("draft")}: </b>
        <bdi>{draft}</bdi>
      </>
    );
  }
  const pending = thread.pending.at(-1);
  if (pending) return <Said who={t("you")} words={pending.text} />;
  const message = lastMessage(thread);
  if (!message) return <bdi>{thread.conversation.preview}</bdi>;
  const view = foldOnce(thread.activities).shown.get(message.id)?.view;
  const words = view ? summary(view, t) : "";
  if (message.name === "CUSTOMER_MESSAGE") return <bdi>{words}</bdi>;
  return (
    <>
      {message.name === "WHISPER_MESSAGE" && <Lock size={12} />}
      <Said who={nameOf(message, { me, t })} words={words} />
    </>
  );
}

/** Names and words may be of either direction, whatever the desk's own. */
function Said({ who, words }: { who: string; words: string }) {
  return (
    <>
      <bdi>{who}</bdi>: <bdi>{words}</bdi>
    </>
  );
}

function Status({ thread }: { thread: Thread }) {
  const { t } = useDesk();
  const now = useNow();
  if (thread.closed !== null) return <span className="row-status">{t("closedState")}</span>;
  if (thread.task?.state === "WRAP_UP") {
    const { deadline } = thread.task;
    return (
      <span className="row-status warn">
        {t("wrapUpState")}
        {deadline && <span className="timer"> {clock(Date.parse(deadline) - now)}</span>}
      </span>
    );
  }
  if (!isPaused(thread)) return null;
  return (
    <span className="row-status">
      <Pause size={12} /> {t("pausedState")}
    </span>
  );
}

export const isPaused = (thread: Thread): boolean => thread.conversation.holdUntil !== null || thread.conversation.state === "PAUSED";
