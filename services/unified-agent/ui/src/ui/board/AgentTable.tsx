import { Button, Menu } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Reason } from "../../net/api";
import type { BoardAgent, BoardTask } from "../../net/live";
import { clock } from "../../text/time";
import type { Key } from "../../text/translate";
import { useAction, useDesk, useDeskState, useNow } from "../DeskContext";
import { Check, Down, Minus } from "../icons";
import { byState } from "./figures";

const NAMES: Record<BoardAgent["state"], Key> = { READY: "boardReady", NOT_READY: "boardNotReady", LOGOUT: "boardOff" };
const WAYS = [
  ["MONITOR", "boardListen"],
  ["WHISPER", "boardWhisper"],
  ["BARGE", "boardBarge"],
] as const;

/** `joined` is called once a supervisor has entered a conversation. */
export function AgentTable({ agents, joined }: { agents: BoardAgent[]; joined: () => void }) {
  const { api, t } = useDesk();
  const [reasons, setReasons] = useState<Reason[]>([]);
  useEffect(() => {
    api.reasons().then(setReasons, () => undefined);
  }, [api]);
  const groups = byState(agents);
  return (
    <section className="board-part" aria-labelledby="board-agents">
      <h3 id="board-agents">{t("boardAgents")}</h3>
      {groups.length === 0 && <p className="faint">{t("boardNoAgents")}</p>}
      {groups.map((group) => (
        <div key={group.state} className="board-group" data-state={group.state}>
          <h4>
            {t(NAMES[group.state])} <span className="badge">{group.agents.length}</span>
          </h4>
          <ul>
            {group.agents.map((agent) => (
              <AgentRow key={agent.agentId} agent={agent} reasons={reasons} joined={joined} />
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function AgentRow({ agent, reasons, joined }: { agent: BoardAgent; reasons: Reason[]; joined: () => void }) {
  const { t } = useDesk();
  const now = useNow();
  const reason = agent.reason === "RONA" ? t("reasonRona") : (reasons.find(({ code }) => code === agent.reason)?.name ?? agent.reason);
  return (
    <li className="board-agent">
      <bdi className="board-name">{agent.name || agent.agentId}</bdi>
      {agent.stateSince && <span className="timer faint">{clock(now - Date.parse(agent.stateSince))}</span>}
      {agent.state === "NOT_READY" && reason && <span className="badge">{reason}</span>}
      {agent.state !== "LOGOUT" && !agent.connected && <span className="badge board-lost">{t("boardLost")}</span>}
      {agent.state !== "LOGOUT" &&
        agent.mrds.map((mrd) => (
          <span key={mrd.mrdId} className="faint small">
            <bdi>{mrd.name}</bdi> {mrd.load}/{mrd.max}
          </span>
        ))}
      <ul className="board-tasks" aria-label={t("boardTasks")}>
        {agent.tasks.map((task) => (
          <TaskChip key={task.id} task={task} agent={agent} joined={joined} />
        ))}
      </ul>
      <span className="grow" />
      {agent.state !== "LOGOUT" && <StateMenu agent={agent} reasons={reasons} />}
    </li>
  );
}

function StateMenu({ agent, reasons }: { agent: BoardAgent; reasons: Reason[] }) {
  const { api, t } = useDesk();
  const { busy, run } = useAction();
  const set = (state: "READY" | "NOT_READY", code = "") => void run(() => api.setAgentState(agent.agentId, state, code));
  const notReady = reasons.filter(({ type }) => type === "NOT_READY");
  return (
    <Menu withInitialFocusPlaceholder={false} position="bottom-end" width={240}>
      <Menu.Target>
        <Button variant="default" size="compact-xs" loading={busy} rightSection={<Down size={12} />}>
          {t("boardState")}
          <span className="sr"> {agent.name}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<Check />}
          onClick={() => {
            set("READY");
          }}
        >
          {t("ready")}
        </Menu.Item>
        {notReady.length === 0 && (
          <Menu.Item
            leftSection={<Minus />}
            onClick={() => {
              set("NOT_READY");
            }}
          >
            {t("notReady")}
          </Menu.Item>
        )}
        {notReady.map((reason) => (
          <Menu.Item
            key={reason.id}
            leftSection={<Minus />}
            onClick={() => {
              set("NOT_READY", reason.code);
            }}
          >
            {t("notReadyBecause", { reason: reason.name })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** A conversation of an agent; a supervisor may listen, whisper or join in. */
function TaskChip({ task, agent, joined }: { task: BoardTask; agent: BoardAgent; joined: () => void }) {
  const { store, desk, t } = useDesk();
  const { busy, run } = useAction();
  const me = useDeskState((state) => state.me?.id);
  const join = (way: (typeof WAYS)[number][0]) => {
    void run(() => desk.join(task.conversationId, way)).then((done) => {
      if (!done) return;
      store.dispatch({ type: "selected", conversationId: task.conversationId });
      joined();
    });
  };
  const customer = task.customerName ?? t("anonymous");
  const note: Key | null = task.state === "RESERVED" ? "boardRinging" : task.state === "WRAP_UP" ? "boardWrapUp" : null;
  const words = (
    <>
      <bdi>{customer}</bdi>
      {task.queueName && (
        <span className="faint">
          {" · "}
          <bdi>{task.queueName}</bdi>
        </span>
      )}
      {note && <span className="faint"> · {t(note)}</span>}
    </>
  );
  if (task.state !== "ACTIVE" || agent.agentId === me) return <li className="board-task">{words}</li>;
  return (
    <li>
      <Menu withInitialFocusPlaceholder={false} position="bottom-start" width={240}>
        <Menu.Target>
          <button type="button" className="board-task" disabled={busy}>
            {words}
            <span className="sr"> {t("boardTaskWith", { agent: agent.name })}</span>
            <Down size={12} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {WAYS.map(([way, label]) => (
            <Menu.Item
              key={way}
              onClick={() => {
                join(way);
              }}
            >
              {t(label)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
