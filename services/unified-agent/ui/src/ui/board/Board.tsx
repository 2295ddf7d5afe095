import { Button, Skeleton } from "@mantine/core";
import { useState, useSyncExternalStore } from "react";
import { useDesk, useDeskState } from "../DeskContext";
import { Alert, Back, Check } from "../icons";
import { Offers } from "../OfferCard";
import { AgentTable } from "./AgentTable";
import { Explanation } from "./Explanation";
import { QueueTable } from "./QueueTable";

/** Queues and agents as they are: every figure moves by itself. */
export function Board({ close }: { close: () => void }) {
  const { desk, t } = useDesk();
  const board = useSyncExternalStore(desk.live.watchBoard, desk.live.board);
  const online = useDeskState((state) => state.connection.status === "online");
  const [why, setWhy] = useState<{ id: string; name: string } | null>(null);
  return (
    <main className="board" aria-labelledby="board-title">
      <header className="board-head">
        <Button variant="default" size="compact-sm" leftSection={<Back size={16} />} onClick={close}>
          {t("boardBack")}
        </Button>
        <h2 id="board-title">{t("board")}</h2>
        <span className="board-live" data-live={online} role="status">
          {online ? <Check size={14} /> : <Alert size={14} />}
          {t(online ? "boardLive" : "boardStale")}
        </span>
      </header>
      <Offers />
      {board === null ? (
        <div className="skeletons" role="status" aria-label={t("boardLoading")}>
          <Skeleton height={36} radius={8} />
          <Skeleton height={36} radius={8} />
          <Skeleton height={36} radius={8} />
        </div>
      ) : (
        <>
          <QueueTable queues={board.queues} explain={setWhy} />
          <AgentTable agents={board.agents} joined={close} />
        </>
      )}
      {why && (
        <Explanation
          requestId={why.id}
          name={why.name}
          close={() => {
            setWhy(null);
          }}
        />
      )}
    </main>
  );
}
