import { Button, Modal, Skeleton, Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Queue } from "../../store/model";
import { interval } from "../board/figures";
import { useAction, useDesk, useDeskState } from "../DeskContext";

type Target = { toQueue: string } | { toAgentId: string };
const keyOf = (target: Target) => ("toQueue" in target ? `q ${target.toQueue}` : `a ${target.toAgentId}`);

type Kind = "transfer" | "consult" | "conference";
const WORDS = {
  transfer: { title: "transferTitle", note: "transferNote", submit: "transferDo" },
  consult: { title: "consultTitle", note: "assistNote", submit: "consultDo" },
  conference: { title: "conferenceTitle", note: "assistNote", submit: "conferenceDo" },
} as const;

interface Props {
  kind?: Kind;
  conversationId: string;
  mrdId: string | null;
  close: () => void;
}

export function TransferDialog({ kind = "transfer", conversationId, mrdId, close }: Props) {
  const { desk, language, t } = useDesk();
  const { busy, run } = useAction();
  const me = useDeskState((state) => state.me?.id);
  const [queues, setQueues] = useState<Queue[] | "failed" | null>(null);
  const [target, setTarget] = useState<Target | null>(null);
  const [note, setNote] = useState("");

  useEffect(() => {
    desk.queues().then(setQueues, () => {
      setQueues("failed");
    });
  }, [desk]);

  const send = (to: Target, words: string) => {
    if (kind === "transfer") return desk.transfer(conversationId, to, words);
    return desk.invite(conversationId, kind === "consult" ? "CONSULT" : "CONFERENCE", to, words);
  };
  const list = Array.isArray(queues) ? queues.filter((queue) => mrdId === null || queue.mrdId === mrdId) : [];
  const option = (value: Target, label: string, hint: string) => (
    <label className="target" data-agent={"toAgentId" in value} key={keyOf(value)}>
      <input
        type="radio"
        name="target"
        checked={target !== null && keyOf(target) === keyOf(value)}
        onChange={() => {
          setTarget(value);
        }}
      />
      <span>
        <bdi>{label}</bdi>
        {hint && <small className="faint">{hint}</small>}
      </span>
    </label>
  );

  return (
    <Modal opened lockScroll={false} title={t(WORDS[kind].title)} onClose={close} closeButtonProps={{ "aria-label": t("close") }}>
      <form
        className="transfer"
        onSubmit={(event) => {
          event.preventDefault();
          if (!target) return;
          void run(() => send(target, note.trim())).then((done) => {
            if (done) close();
          });
        }}
      >
        {queues === null && <Skeleton height={96} radius={8} />}
        {queues === "failed" && <p role="alert">{t("pastFailed")}</p>}
        {Array.isArray(queues) && list.length === 0 && <p>{t("transferNone")}</p>}
        {list.length > 0 && (
          <fieldset className="targets">
            <legend>{t("transferTo")}</legend>
            {list.map((queue) => {
              const others = queue.availableAgents.filter((agent) => agent.id !== me);
              const available = others.length > 0 ? t("transferAvailable", { count: others.length }) : t("transferNobody");
              const wait = others.length === 0 && queue.estimatedWait ? ` · ${t("transferEstimate", { wait: interval(queue.estimatedWait, language) })}` : "";
              const waiting = queue.waiting > 0 ? ` · ${t("transferWaiting", { count: queue.waiting })}` : "";
              return (
                <div key={queue.id}>
                  {option({ toQueue: queue.id }, t("transferQueue", { name: queue.name }), available + waiting + wait)}
                  {others.map((agent) => option({ toAgentId: agent.id }, agent.name, ""))}
                </div>
              );
            })}
          </fieldset>
        )}
        <Textarea
          label={t(WORDS[kind].note)}
          rows={2}
          value={note}
          onChange={(event) => {
            setNote(event.currentTarget.value);
          }}
        />
        <div className="wrap-actions">
          <Button variant="default" onClick={close}>
            {t("cancel")}
          </Button>
          <Button type="submit" loading={busy} aria-disabled={target === null}>
            {t(WORDS[kind].submit)}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
