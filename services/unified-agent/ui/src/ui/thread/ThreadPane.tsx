import { Button, Skeleton } from "@mantine/core";
import { useMemo, useState } from "react";
import type { Thread } from "../../store/thread";
import { fromSnapshot } from "../../store/thread";
import { AssistBar, ListenBar } from "../assist/AssistBar";
import { part } from "../assist/state";
import { useDesk, useDeskState } from "../DeskContext";
import { Back } from "../icons";
import { customerName } from "../list/ConversationList";
import type { Choice } from "./ChannelChoice";
import { channelsOf, choiceFor, chosenChannel, keepChoice } from "./channels";
import { Composer } from "./Composer";
import { Messages } from "./Messages";
import type { Reach } from "./reach";
import { ReachBar } from "./ReachBar";
import { ThreadHeader } from "./ThreadHeader";
import { useReach } from "./useReach";
import { WrapUpPanel } from "./WrapUpPanel";

export function ThreadPane() {
  const { t } = useDesk();
  const viewing = useDeskState((state) => state.viewing);
  const thread = useDeskState((state) => (state.selected === null ? undefined : state.threads[state.selected]));
  const empty = useDeskState((state) => Object.keys(state.threads).length === 0);
  const ready = useDeskState((state) => state.presence?.state === "READY");
  const waitingForThread = useDeskState((state) => state.selected !== null || !state.live);
  if (viewing) return <PastThread thread={fromSnapshot(viewing, undefined, null)} />;
  if (thread) return <OpenThread key={thread.conversation.id} thread={thread} />;
  return (
    <main className="thread" aria-label={t("thread")}>
      {waitingForThread ? (
        <div className="skeletons" role="status" aria-label={t("loading")}>
          <Skeleton height={40} radius={8} />
          <Skeleton height={72} width="60%" radius={12} />
          <Skeleton height={52} width="50%" radius={12} ms="auto" />
          <Skeleton height={72} width="55%" radius={12} />
        </div>
      ) : (
        <div className="empty big">
          <p>{t(empty ? "listEmpty" : "pickConversation")}</p>
          <p className="faint">{t(!empty ? "pickHint" : ready ? "listEmptyReady" : "listEmptyNotReady")}</p>
        </div>
      )}
    </main>
  );
}

function OpenThread({ thread }: { thread: Thread }) {
  const { t } = useDesk();
  const { id } = thread.conversation;
  const [choice, setChoice] = useState(() => choiceFor(id));
  const channels = useMemo(() => channelsOf(thread), [thread]);
  const chosen = chosenChannel(channels, choice);
  const reach = useReach(thread, chosen);
  const choose = (sessionId: string) => {
    keepChoice(id, sessionId);
    setChoice(sessionId);
  };
  return (
    <main className="thread" aria-label={t("thread")}>
      <ThreadHeader thread={thread} />
      <AssistBar thread={thread} />
      <Messages thread={thread} readOnly={false} quotes={reach?.carries?.quotes ?? true} />
      <Foot thread={thread} choice={{ channels, chosen, choose }} reach={reach} />
    </main>
  );
}

function Foot({ thread, choice, reach }: { thread: Thread; choice: Choice; reach: Reach | null }) {
  const { store, t } = useDesk();
  const { id } = thread.conversation;
  if (thread.closed === null && thread.task?.state === "WRAP_UP") return <WrapUpPanel thread={thread} deadline={thread.task.deadline} />;
  if (thread.closed === null && part(thread.task?.direction) === "listen") return <ListenBar thread={thread} />;
  if (thread.closed === null) {
    return (
      <>
        {part(thread.task?.direction) === null && <ReachBar conversationId={id} reach={reach} chosen={choice.chosen} />}
        <Composer thread={thread} choice={choice} carries={reach?.carries ?? null} />
      </>
    );
  }
  return (
    <footer className="over">
      <span>{t("overText")}</span>
      <Button
        variant="default"
        onClick={() => {
          store.dispatch({ type: "dismissed", conversationId: id });
        }}
      >
        {t("dismiss")}
      </Button>
    </footer>
  );
}

function PastThread({ thread }: { thread: Thread }) {
  const { store, t } = useDesk();
  return (
    <main className="thread past" aria-label={t("thread")}>
      <header className="thread-head">
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<Back size={16} />}
          onClick={() => {
            store.dispatch({ type: "viewing", snapshot: null });
          }}
        >
          {t("backToCurrent")}
        </Button>
        <h2>
          <bdi>{customerName(thread) ?? t("anonymous")}</bdi>
        </h2>
        <span className="faint">{t("readOnly")}</span>
      </header>
      <Messages thread={thread} readOnly quotes={false} />
    </main>
  );
}
