import { Modal, TextInput } from "@mantine/core";
import { useEffect, useId, useState } from "react";
import type { Reason } from "../../net/api";
import { useAction, useDesk, useDeskState } from "../DeskContext";
import { customerName, isPaused, ordered } from "../list/ConversationList";
import { matches, type Command } from "./commands";
import { HelpSheet } from "./HelpSheet";

const SHORT_PAUSE = 5 * 60_000;

/** Everything by typing: Ctrl or Cmd with K. A question mark outside of a field shows the shortcuts. */
export function Palette() {
  const { t } = useDesk();
  const [open, setOpen] = useState<"commands" | "help" | null>(null);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const field = event.target instanceof HTMLElement && (event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName));
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") setOpen("commands");
      else if (event.key === "?" && !field && !event.ctrlKey && !event.metaKey) setOpen("help");
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => {
      removeEventListener("keydown", press);
    };
  }, []);
  const close = () => {
    setOpen(null);
  };
  return (
    <>
      <Modal opened={open === "commands"} onClose={close} title={t("palette")} size="lg" closeButtonProps={{ "aria-label": t("close") }}>
        <Commands
          close={close}
          help={() => {
            setOpen("help");
          }}
        />
      </Modal>
      <Modal opened={open === "help"} onClose={close} title={t("shortcuts")} closeButtonProps={{ "aria-label": t("close") }}>
        <HelpSheet />
      </Modal>
    </>
  );
}

function Commands({ close, help }: { close: () => void; help: () => void }) {
  const { t } = useDesk();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(0);
  const listId = useId();
  const found = matches(useCommands(help), typed);
  const run = (command: Command | undefined) => {
    if (!command) return;
    close();
    command.run();
  };
  const key = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") setChosen((chosen + 1) % Math.max(1, found.length));
    else if (event.key === "ArrowUp") setChosen((chosen + found.length - 1) % Math.max(1, found.length));
    else if (event.key === "Enter") run(found[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <TextInput
        data-autofocus
        aria-label={t("palette")}
        placeholder={t("paletteHint")}
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={found[chosen] ? `${listId}-${chosen}` : undefined}
        dir="auto"
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={key}
      />
      <div className="palette" role="listbox" id={listId} aria-label={t("palette")}>
        {found.map((command, n) => (
          <div
            key={command.id}
            id={`${listId}-${n}`}
            role="option"
            tabIndex={-1}
            aria-selected={n === chosen}
            // Before the field loses the focus.
            onMouseDown={(event) => {
              event.preventDefault();
              run(command);
            }}
          >
            <bdi>{command.words}</bdi>
            <span className="faint small">{command.group}</span>
          </div>
        ))}
        {found.length === 0 && <p className="faint">{t("paletteNone")}</p>}
      </div>
    </>
  );
}

function useCommands(help: () => void): Command[] {
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
  if (thread && thread.closed === null) {
    const { id } = thread.conversation;
    if (isPaused(thread)) add("resume", t("thread"), t("resume"), () => void run(() => desk.resume(id)));
    else add("pause", t("thread"), t("palettePause"), () => void run(() => desk.pause(id, SHORT_PAUSE)));
  }
  if (state !== undefined && state !== "READY") add("ready", t("yourState"), t("ready"), () => void run(() => desk.setState("READY")));
  for (const { id, name, code } of reasons.filter(({ type }) => type === "NOT_READY")) {
    add(id, t("yourState"), t("notReadyBecause", { reason: name }), () => void run(() => desk.setState("NOT_READY", code)));
  }
  add("help", t("product"), t("shortcuts"), help);
  add("sign-out", t("product"), t("signOut"), signOut);
  return commands;
}
