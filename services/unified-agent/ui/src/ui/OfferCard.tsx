import { Button, Kbd } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Task } from "../store/model";
import { clock } from "../text/time";
import { useAction, useDesk, useDeskState, useNow } from "./DeskContext";
import { ChannelIcon } from "./list/ChannelIcon";

export function Offers() {
  const offers = useDeskState((state) => state.offers);
  return (
    <div className="offers" role="region" aria-live="assertive" aria-label={useDesk().t("offerTitle")}>
      {offers.map((task, i) => (
        <OfferCard key={task.id} task={task} keys={i === 0} />
      ))}
    </div>
  );
}

/** Only the first card answers to the keys: with several offers it must be clear which one is meant. */
function OfferCard({ task, keys }: { task: Task; keys: boolean }) {
  const { desk, t } = useDesk();
  const { busy, run } = useAction();
  const now = useNow(250);
  const [arrived] = useState(() => Date.now());

  useEffect(() => {
    if (!keys) return undefined;
    const press = (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey) return;
      // By position, not by letter: Alt changes the letter on some layouts.
      if (event.code === "KeyA") void run(() => desk.accept(task));
      else if (event.code === "KeyD") void run(() => desk.decline(task));
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => {
      removeEventListener("keydown", press);
    };
  });

  const total = lifetime(task, arrived);
  const left = total === null ? null : Math.max(0, total - (now - arrived));
  const name = task.customerName ?? t("anonymous");
  return (
    <section className="offer" data-known={task.customerKnown}>
      <header>
        <ChannelIcon type={task.channelType} />
        <div className="offer-who">
          <strong>
            <bdi>{name}</bdi>
          </strong>
          <span className="badge" data-known={task.customerKnown}>
            {t(task.customerKnown ? "known" : "anonymous")}
          </span>
        </div>
        {left !== null && total !== null && <Countdown left={left} total={total} label={t("offerLeft", { seconds: Math.ceil(left / 1_000) })} />}
      </header>
      {offerKind(task) && <p className="offer-kind">{t(offerKind(task) === "consult" ? "offerConsult" : "offerConference")}</p>}
      <dl>
        {task.queueName && (
          <div>
            <dt>{t("offerQueue")}</dt>
            <dd>
              <bdi>{task.queueName}</bdi>
            </dd>
          </div>
        )}
        <div>
          <dt>{t("offerWaiting")}</dt>
          <dd className="timer">{clock(now - Date.parse(task.enqueuedAt))}</dd>
        </div>
        {task.requestedBy && (
          <div>
            <dt>{t(FROM[offerKind(task) ?? "transfer"])}</dt>
            <dd>{t("offerFrom", { name: task.requestedBy })}</dd>
          </div>
        )}
        {task.note && (
          <div>
            <dt>{t("offerNote")}</dt>
            <dd dir="auto">{task.note}</dd>
          </div>
        )}
      </dl>
      <footer>
        <Button className="accept" loading={busy} onClick={() => void run(() => desk.accept(task))} rightSection={<Kbd size="xs">Alt+A</Kbd>}>
          {t("accept")}
        </Button>
        <Button variant="default" disabled={busy} onClick={() => void run(() => desk.decline(task))} rightSection={<Kbd size="xs">Alt+D</Kbd>}>
          {t("decline")}
        </Button>
      </footer>
    </section>
  );
}

const FROM = { transfer: "offerTransfer", consult: "offerConsultFrom", conference: "offerConferenceFrom" } as const;

/** What a colleague asks for, where it is not a customer of one’s own. */
function offerKind({ direction }: Task): "consult" | "conference" | null {
  if (direction === "CONSULT") return "consult";
  return direction === "DIRECT_CONFERENCE" ? "conference" : null;
}

/** From one clock only: the server's two times are compared with each other, never with the clock of this machine. */
function lifetime(task: Task, arrived: number): number | null {
  if (task.deadline === null) return null;
  const from = task.offeredAt === null ? arrived : Date.parse(task.offeredAt);
  return Math.max(0, Date.parse(task.deadline) - from);
}

function Countdown({ left, total, label }: { left: number; total: number; label: string }) {
  const share = total > 0 ? left / total : 0;
  return (
    <span className="countdown" role="timer" aria-label={label} aria-live="off">
      <svg viewBox="0 0 36 36" width="36" height="36" aria-hidden="true">
        <circle cx="18" cy="18" r="15.900" className="track" />
        <circle cx="18" cy="18" r="15.900" className="run" pathLength="100" strokeDasharray={`${share * 100} 100`} />
      </svg>
      <span aria-hidden="true">{Math.ceil(left / 1_000)}</span>
    </span>
  );
}
