import { Button, Menu, Modal } from "@mantine/core";
import { useState } from "react";
import type { Thread } from "../../store/thread";
import { clock } from "../../text/time";
import { AssistMenu } from "../assist/AssistMenu";
import { part } from "../assist/state";
import { useAction, useDesk, useNow } from "../DeskContext";
import { Arrow, Back, Door, Down, Pause, Play, Tag } from "../icons";
import { ChannelIcon } from "../list/ChannelIcon";
import { customerName, isPaused } from "../list/ConversationList";
import { TransferDialog } from "./TransferDialog";
import { WrapUpForm } from "./WrapUpForm";

const PAUSES = [5, 15, 60];

export function ThreadHeader({ thread }: { thread: Thread }) {
  const { store, desk, t } = useDesk();
  const { busy, run } = useAction();
  const [transferring, setTransferring] = useState(false);
  const [wrapping, setWrapping] = useState(false);
  const { id, sessions } = thread.conversation;
  const working = thread.closed === null && thread.task?.state === "ACTIVE";
  const helps = working && part(thread.task?.direction) !== null;
  const session = sessions.find((s) => s.active) ?? sessions.at(-1);
  return (
    <header className="thread-head">
      <button
        type="button"
        className="to-list"
        aria-label={t("conversations")}
        onClick={() => {
          store.dispatch({ type: "selected", conversationId: null });
        }}
      >
        <Back />
      </button>
      <ChannelIcon type={session?.channelType ?? null} />
      <h2>
        <bdi>{customerName(thread) ?? t("anonymous")}</bdi>
      </h2>
      {thread.task?.queueName && <span className="faint queue-name">{thread.task.queueName}</span>}
      {isPaused(thread) && <PausedBadge until={thread.conversation.holdUntil} />}
      <span className="grow" />
      {helps && (
        <Button variant="default" size="compact-sm" leftSection={<Door size={14} />} loading={busy} onClick={() => void run(() => desk.leave(id, false))}>
          {t("roleLeave")}
        </Button>
      )}
      {working && !helps && (
        <div className="thread-actions" role="group" aria-label={t("actions")}>
          {isPaused(thread) ? (
            <Button variant="default" size="compact-sm" leftSection={<Play size={14} />} loading={busy} onClick={() => void run(() => desk.resume(id))}>
              {t("resume")}
            </Button>
          ) : (
            <Menu withInitialFocusPlaceholder={false} position="bottom-end">
              <Menu.Target>
                <Button variant="default" size="compact-sm" leftSection={<Pause size={14} />} disabled={busy}>
                  {t("pause")}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {PAUSES.map((minutes) => (
                  <Menu.Item key={minutes} onClick={() => void run(() => desk.pause(id, minutes * 60_000))}>
                    {t("pauseFor", { minutes })}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
          <AssistMenu thread={thread} />
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<Arrow size={14} />}
            disabled={thread.task?.transferring === true}
            onClick={() => {
              setTransferring(true);
            }}
          >
            {t("transfer")}
          </Button>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<Tag size={14} />}
            onClick={() => {
              setWrapping(true);
            }}
          >
            {t("wrapUp")}
          </Button>
          <Menu withInitialFocusPlaceholder={false} position="bottom-end" width={260}>
            <Menu.Target>
              <Button variant="default" size="compact-sm" leftSection={<Door size={14} />} rightSection={<Down size={14} />} loading={busy}>
                {t("leave")}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => void run(() => desk.leave(id, true))}>{t("leaveWrapUp")}</Menu.Item>
              <Menu.Item onClick={() => void run(() => desk.leave(id, false))}>{t("leaveNow")}</Menu.Item>
              <Menu.Label>{t("leaveHint")}</Menu.Label>
            </Menu.Dropdown>
          </Menu>
        </div>
      )}
      {transferring && (
        <TransferDialog
          conversationId={id}
          mrdId={thread.task?.mrdId ?? null}
          close={() => {
            setTransferring(false);
          }}
        />
      )}
      <Modal
        opened={wrapping}
        lockScroll={false}
        title={t("wrapUpTitle")}
        closeButtonProps={{ "aria-label": t("close") }}
        onClose={() => {
          setWrapping(false);
        }}
      >
        <WrapUpForm
          submitLabel={t("wrapUpApply")}
          busy={busy}
          submit={(codes, note) => {
            void run(() => desk.applyWrapUp(id, codes, note)).then((done) => {
              if (done) setWrapping(false);
            });
          }}
        />
      </Modal>
    </header>
  );
}

function PausedBadge({ until }: { until: string | null }) {
  const { t } = useDesk();
  const now = useNow();
  return (
    <span className="badge">
      <Pause size={12} /> {t("pausedState")}
      {until && <span className="timer"> {clock(Date.parse(until) - now)}</span>}
    </span>
  );
}
