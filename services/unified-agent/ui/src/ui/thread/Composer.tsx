import { Button, SegmentedControl } from "@mantine/core";
import { OwnTyping } from "@switchboard/customer-widget/typing";
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { CannedAnswer } from "../../net/api";
import { loadDraft, saveDraft } from "../../store/drafts";
import type { Thread } from "../../store/thread";
import { useDesk } from "../DeskContext";
import { Lock, Send } from "../icons";
import { cannedQuery, matching, withCanned } from "./canned";
import { CannedList } from "./CannedList";

const MAX_LENGTH = 4_096;
const TALLEST = 200;

/** Asked for once per page; an answer added meanwhile is there after the next reload. */
let cannedAnswers: Promise<CannedAnswer[]> | undefined;

export function Composer({ thread }: { thread: Thread }) {
  const { desk, api, t } = useDesk();
  const { id } = thread.conversation;
  const [draft, setDraft] = useState(() => loadDraft(id));
  const [cursor, setCursor] = useState(0);
  const [answers, setAnswers] = useState<CannedAnswer[]>([]);
  const [chosen, setChosen] = useState(0);
  const [closed, setClosed] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const typing = useMemo(() => new OwnTyping((state) => { desk.typing(id, state); }), [desk, id]);
  const { text, note } = draft;
  const query = closed ? null : cannedQuery(text, cursor);
  const found = query === null ? [] : matching(answers, query);

  useEffect(() => {
    cannedAnswers ??= api.cannedAnswers();
    cannedAnswers.then(setAnswers, () => {
      cannedAnswers = undefined;
    });
  }, [api]);
  useEffect(() => {
    input.current?.focus();
  }, []);
  useEffect(
    () => () => {
      typing.stop();
    },
    [typing],
  );
  useLayoutEffect(() => {
    const element = input.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, TALLEST)}px`;
  }, [text]);

  const write = (next: string, at: number, asNote = note) => {
    const value = { text: next, note: asNote };
    setDraft(value);
    saveDraft(id, value);
    setCursor(at);
    setChosen(0);
    // A note is between colleagues: the customer must not even see that something is being written.
    if (next.trim() === "" || asNote) typing.stop();
    else typing.input();
  };
  const toggle = (asNote: boolean) => {
    write(text, cursor, asNote);
    input.current?.focus();
  };
  const send = () => {
    const words = text.trim();
    if (words === "") return;
    desk.send(id, note ? "WHISPER_MESSAGE" : "AGENT_MESSAGE", words);
    write("", 0);
    input.current?.focus();
  };
  const insert = (answer: CannedAnswer) => {
    const next = withCanned(text, cursor, answer.text);
    write(next.text, next.cursor);
    requestAnimationFrame(() => {
      input.current?.setSelectionRange(next.cursor, next.cursor);
      input.current?.focus();
    });
  };

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.code === "KeyN") toggle(!note);
      else if (event.code === "KeyR") input.current?.focus();
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => {
      removeEventListener("keydown", press);
    };
  });

  const pickKey = (event: React.KeyboardEvent): boolean => {
    const answer = found[chosen];
    if (query === null) return false;
    if (event.key === "Escape") setClosed(true);
    else if (event.key === "ArrowDown") setChosen((chosen + 1) % Math.max(1, found.length));
    else if (event.key === "ArrowUp") setChosen((chosen + found.length - 1) % Math.max(1, found.length));
    else if ((event.key === "Enter" || event.key === "Tab") && answer) insert(answer);
    else return false;
    return true;
  };

  return (
    <form
      className="composer"
      data-note={note}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {query !== null && answers.length > 0 && <CannedList id={listId} answers={found} chosen={chosen} choose={insert} />}
      <div className="composer-head">
        <SegmentedControl
          size="xs"
          value={note ? "note" : "reply"}
          onChange={(value) => {
            toggle(value === "note");
          }}
          data={[
            { value: "reply", label: t("reply") },
            { value: "note", label: t("note") },
          ]}
        />
        {note && (
          <span className="note-mark">
            <Lock size={12} /> {t("notForCustomer")}
          </span>
        )}
      </div>
      <textarea
        ref={input}
        rows={2}
        // Empty, the direction is the page's: "auto" would turn the placeholder around.
        dir={text === "" ? undefined : "auto"}
        maxLength={MAX_LENGTH}
        aria-label={t(note ? "noteLabel" : "replyLabel")}
        aria-autocomplete="list"
        aria-controls={found.length > 0 ? listId : undefined}
        aria-activedescendant={found.length > 0 ? `${listId}-${chosen}` : undefined}
        placeholder={t(note ? "noteHint" : "replyHint")}
        value={text}
        onChange={(event) => {
          setClosed(false);
          write(event.currentTarget.value, event.currentTarget.selectionStart);
        }}
        onSelect={(event) => {
          setCursor(event.currentTarget.selectionStart);
        }}
        onKeyDown={(event) => {
          // An input method uses Enter to choose a word; that Enter does not send.
          if (event.nativeEvent.isComposing) return;
          if (pickKey(event)) event.preventDefault();
          else if (event.key === "Enter" && !event.shiftKey) {
            event.preventDefault();
            send();
          }
        }}
      />
      <div className="composer-foot">
        <span className="faint key-hint">{t("keyHint")}</span>
        <Button type="submit" size="compact-sm" className={note ? "add-note" : undefined} aria-disabled={text.trim() === ""} leftSection={<Send size={14} />}>
          {t(note ? "addNote" : "send")}
        </Button>
      </div>
    </form>
  );
}
