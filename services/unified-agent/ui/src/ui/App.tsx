import { useEffect, useState } from "react";
import { useAlerts } from "../alerts/useAlerts";
import { Banners } from "./Banners";
import { Board } from "./board/Board";
import { ContextPane } from "./context/ContextPane";
import { useDesk, useDeskState } from "./DeskContext";
import { ConversationList, ordered } from "./list/ConversationList";
import { Palette } from "./palette/Palette";
import { TakenOver } from "./TakenOver";
import { ThreadPane } from "./thread/ThreadPane";
import { TopBar } from "./top/TopBar";

const TICK = 1_000;

export function App() {
  const { store, t } = useDesk();
  const takenOver = useDeskState((state) => state.connection.status === "takenOver");
  const open = useDeskState((state) => state.selected !== null || state.viewing !== null);
  const [details, setDetails] = useState(false);
  const [board, setBoard] = useState(false);
  useAlerts();

  useEffect(() => {
    const timer = setInterval(() => {
      store.dispatch({ type: "tick", now: Date.now() });
    }, TICK);
    return () => {
      clearInterval(timer);
    };
  }, [store]);

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!event.altKey || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
      event.preventDefault();
      const { threads, selected } = store.get();
      const ids = ordered(threads).map((thread) => thread.conversation.id);
      const at = ids.indexOf(selected ?? "");
      const next = ids[(at + (event.key === "ArrowDown" ? 1 : ids.length - 1)) % Math.max(1, ids.length)];
      if (next !== undefined) store.dispatch({ type: "selected", conversationId: next });
    };
    addEventListener("keydown", press);
    return () => {
      removeEventListener("keydown", press);
    };
  }, [store]);

  if (takenOver) return <TakenOver />;
  return (
    <div className="desk" data-open={open} data-details={details}>
      <h1 className="sr">{t("product")}</h1>
      <TopBar
        details={details}
        toggleDetails={() => {
          setDetails(!details);
        }}
        board={board}
        toggleBoard={() => {
          setBoard(!board);
        }}
      />
      <Banners />
      {board ? (
        <Board
          close={() => {
            setBoard(false);
          }}
        />
      ) : (
        <>
          <ConversationList />
          <ThreadPane />
          <ContextPane />
        </>
      )}
      <Palette />
    </div>
  );
}
