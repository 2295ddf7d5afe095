import { Button, Menu, Modal } from "@mantine/core";
import { Fragment, useState } from "react";
import type { BoardQueue, WaitingRequest } from "../../net/live";
import { clock } from "../../text/time";
import { useAction, useDesk, useNow } from "../DeskContext";
import { Down } from "../icons";
import { ChannelIcon } from "../list/ChannelIcon";
import { grade, interval, percent } from "./figures";

const PRIORITIES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

interface Explain {
  explain: (request: { id: string; name: string }) => void;
}

export function QueueTable({ queues, explain }: { queues: BoardQueue[] } & Explain) {
  const { t } = useDesk();
  const [open, setOpen] = useState<string | null>(null);
  return (
    <section className="board-part" aria-labelledby="board-queues">
      <h3 id="board-queues">{t("boardQueues")}</h3>
      {queues.length === 0 && <p className="faint">{t("boardNoQueues")}</p>}
      {queues.length > 0 && (
        <div className="board-scroll">
          <table className="board-table">
            <thead>
              <tr>
                <th scope="col">{t("queue")}</th>
                <th scope="col">{t("boardWaiting")}</th>
                <th scope="col">{t("boardOldest")}</th>
                <th scope="col">{t("boardEstimate")}</th>
                <th scope="col">{t("boardLevel")}</th>
                <th scope="col">{t("boardActive")}</th>
                <th scope="col">{t("boardFree")}</th>
                <th scope="col">
                  <span className="sr">{t("actions")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {queues.map((queue) => (
                <Fragment key={queue.id}>
                  <QueueRow
                    queue={queue}
                    open={open === queue.id}
                    toggle={() => {
                      setOpen(open === queue.id ? null : queue.id);
                    }}
                  />
                  {open === queue.id && <Waiting queue={queue} queues={queues} explain={explain} />}
                </Fragment>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function QueueRow({ queue, open, toggle }: { queue: BoardQueue; open: boolean; toggle: () => void }) {
  const { api, language, t } = useDesk();
  const { busy, run } = useAction();
  const [sure, setSure] = useState(false);
  const now = useNow();
  const { serviceLevel: level } = queue;
  const values = { within: level.within, accepted: level.accepted, abandoned: level.abandoned };
  const hint = t("boardLevelHint", { ...values, seconds: level.thresholdMs / 1_000, minutes: level.windowMs / 60_000 });
  const flush = () => {
    void run(() => api.flushQueue(queue.id)).then((done) => {
      if (done) setSure(false);
    });
  };
  return (
    <tr data-waiting={queue.waiting > 0}>
      <th scope="row">
        <button type="button" className="board-open" aria-expanded={open} onClick={toggle}>
          <span className="board-turn" data-open={open}>
            <Down size={14} />
          </span>
          <bdi>{queue.name}</bdi>
          <span className="sr"> {t("boardShowWaiting")}</span>
          {queue.mode === "PULL" && <span className="badge">{t("boardPull")}</span>}
        </button>
      </th>
      <td className="board-number">{queue.waiting}</td>
      <td className="timer">{queue.oldestAt === null ? "–" : clock(now - Date.parse(queue.oldestAt))}</td>
      <td>{queue.estimatedWait === null ? <span className="faint">{t("boardEstimateNone")}</span> : interval(queue.estimatedWait, language)}</td>
      <td>
        <span className="board-level" data-grade={grade(level)} title={hint}>
          {percent(level, language) ?? "–"}
          <span className="sr"> {hint}</span>
        </span>
      </td>
      <td className="board-number">{queue.activeTasks}</td>
      <td className="board-number">{queue.available}</td>
      <td>
        {queue.waiting > 0 && (
          <Button
            variant="default"
            size="compact-xs"
            onClick={() => {
              setSure(true);
            }}
          >
            {t("boardFlush")}
          </Button>
        )}
        <Modal
          opened={sure}
          lockScroll={false}
          title={t("boardFlush")}
          closeButtonProps={{ "aria-label": t("close") }}
          onClose={() => {
            setSure(false);
          }}
        >
          <p>{t("boardFlushSure", { count: queue.waiting, queue: queue.name })}</p>
          <div className="wrap-actions">
            <Button
              variant="default"
              onClick={() => {
                setSure(false);
              }}
            >
              {t("cancel")}
            </Button>
            <Button color="red" loading={busy} onClick={flush}>
              {t("boardFlushDo")}
            </Button>
          </div>
        </Modal>
      </td>
    </tr>
  );
}

function Waiting({ queue, queues, explain }: { queue: BoardQueue; queues: BoardQueue[] } & Explain) {
  const { t } = useDesk();
  const more = queue.waiting - queue.requests.length;
  return (
    <tr className="board-waiting">
      <td colSpan={8}>
        {queue.requests.length === 0 && <p className="faint">{t("listsEmpty")}</p>}
        <ol>
          {queue.requests.map((request) => (
            <WaitingRow key={request.id} request={request} queue={queue} queues={queues} explain={explain} />
          ))}
        </ol>
        {more > 0 && <p className="faint">{t("boardMoreWaiting", { count: more })}</p>}
      </td>
    </tr>
  );
}

function WaitingRow({ request, queue, queues, explain }: { request: WaitingRequest; queue: BoardQueue; queues: BoardQueue[] } & Explain) {
  const { api, language, t } = useDesk();
  const { busy, run } = useAction();
  const now = useNow();
  const name = request.customerName || t("anonymous");
  const others = queues.filter((other) => other.mrdId === queue.mrdId && other.id !== queue.id);
  return (
    <li className="board-request">
      <span className="board-place">{request.position}</span>
      <ChannelIcon type={request.channelType} />
      <bdi className="board-name">{name}</bdi>
      <span className="badge">{t("boardPriority", { number: request.priority })}</span>
      <span className="timer">{clock(now - Date.parse(request.enqueuedAt))}</span>
      {request.estimatedWait && <span className="faint">{interval(request.estimatedWait, language)}</span>}
      <span className="grow" />
      <Button
        variant="default"
        size="compact-xs"
        onClick={() => {
          explain({ id: request.id, name });
        }}
      >
        {t("boardWhy")}
        <span className="sr"> {name}</span>
      </Button>
      <Menu withInitialFocusPlaceholder={false} position="bottom-end">
        <Menu.Target>
          <Button variant="default" size="compact-xs" loading={busy} rightSection={<Down size={12} />}>
            {t("boardPrioritise")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {PRIORITIES.map((number) => (
            <Menu.Item key={number} disabled={number === request.priority} onClick={() => void run(() => api.changeRequest(request.id, { priority: number }))}>
              {t("boardPriority", { number })}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {others.length > 0 && (
        <Menu withInitialFocusPlaceholder={false} position="bottom-end">
          <Menu.Target>
            <Button variant="default" size="compact-xs" loading={busy} rightSection={<Down size={12} />}>
              {t("boardMove")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {others.map((other) => (
              <Menu.Item key={other.id} onClick={() => void run(() => api.changeRequest(request.id, { queue: other.id }))}>
                <bdi>{other.name}</bdi>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  );
}
