import { useEffect, useState } from "react";
import type { Reason } from "../../net/api";
import { useAction, useDesk, useDeskState } from "../DeskContext";
import { customerName, isPaused, ordered } from "../list/ConversationList";
import type { Command } from "./commands";

const SHORT_PAUSE = 5 * 60_000;

/** Dialogs that a command opens. */
export type Dialog = "help" | "transfer" | "wrapUp";

/** Everything that can be gone to or done just now. */
export function useCommands(open: (dialog: Dialog) => void): Command[] {
  const { api, desk, store, t, signOut } = useDesk();
  const { run } = useAction();
  const threads = useDeskState((state) => state.threads);
  const thread = useDeskState((state) => (state.selected === null ? undefined : state.threads[state.selected]));
  const state = useDeskState((all) => all.presence?.state);
  const [reasons, setReasons] = useState<Reason[]>([]);
  useEffect(() => {
    api.reasons().then(setReasons, () => undefined);
  }, [api]);

  const commands: Command[] = ordered(threads).map((one) => ({
    id: one.conversation.id,
    group: t("conversations"),
    words: customerName(one) ?? t("anonymous"),
    run: () => {
      store.dispatch({ type: "selected", conversationId: one.conversation.id });
    },
  }));
  const add = (id: string, group: string, words: string, action: () => void) => commands.push({ id, group, words, run: action });
  if (thread && thread.closed === null && thread.task?.state === "ACTIVE") {
    const { id } = thread.conversation;
    if (isPaused(thread)) add("resume", t("thread"), t("resume"), () => void run(() => desk.resume(id)));
    else add("pause", t("thread"), t("palettePause"), () => void run(() => desk.pause(id, SHORT_PAUSE)));
    if (!thread.task.transferring) add("transfer", t("thread"), t("transferTitle"), () => { open("transfer"); });
    add("wrap-up", t("thread"), t("wrapUpTitle"), () => { open("wrapUp"); });
    add("leave-wrap-up", t("thread"), t("leaveWrapUp"), () => void run(() => desk.leave(id, true)));
    add("leave", t("thread"), t("leaveNow"), () => void run(() => desk.leave(id, false)));
  }
  if (state !== undefined && state !== "READY") add("ready", t("yourState"), t("ready"), () => void run(() => desk.setState("READY")));
  for (const { id, name, type, code } of reasons) {
    if (type === "NOT_READY") add(id, t("yourState"), t("notReadyBecause", { reason: name }), () => void run(() => desk.setState("NOT_READY", code)));
    else add(id, t("yourState"), t("logOutBecause", { reason: name }), () => void run(() => desk.setState("LOGOUT", code)));
  }
  add("help", t("product"), t("shortcuts"), () => { open("help"); });
  add("sign-out", t("product"), t("signOut"), signOut);
  return commands;
}
