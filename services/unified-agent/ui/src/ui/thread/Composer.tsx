import { Button, SegmentedControl } from "@mantine/core";
import { filesOf } from "@switchboard/customer-widget/files";
import { OwnTyping } from "@switchboard/customer-widget/typing";
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { CannedAnswer } from "../../net/api";
import { loadDraft, saveDraft, type Draft } from "../../store/drafts";
import type { Thread } from "../../store/thread";
import { part } from "../assist/state";
import { useDesk, useDeskState } from "../DeskContext";
import { OnTheirWay } from "../files/OnTheirWay";
import { useDrop } from "../files/useDrop";
import { Clip, Lock, Send } from "../icons";
import { customerName } from "../list/ConversationList";
import { cannedQuery, filled, forTeam, matching, withCanned } from "./canned";
import { CannedList } from "./CannedList";
import { acceptOf, refusalOf, type Carries } from "./carries";
import { ChannelChoice, type Choice } from "./ChannelChoice";
import { ReplyBar } from "./ReplyBar";
import { earlier, onReply } from "./replying";
import { SuggestionBar } from "./SuggestionBar";
import type { Suggestion } from "./suggestions";
import { useCanned } from "./useCanned";

const MAX_LENGTH = 4_096;
const TALLEST = 200;

/** `carries`: of the channel that is answered. */
export function Composer({ thread, choice, carries }: { thread: Thread; choice: Choice; carries: Carries | null }) {
  const { desk, uploads, api, t } = useDesk();
  const { id } = thread.conversation;
  const [draft, setDraft] = useState(() => loadDraft(id));
  const [cursor, setCursor] = useState(0);
  const [chosen, setChosen] = useState(0);
  const [closed, setClosed] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const listId = useId();
  const typing = useMemo(() => new OwnTyping((state) => { desk.typing(id, state); }), [desk, id]);
  // Who came for colleagues only writes notes only.
  const notesOnly = part(thread.task?.direction) !== null;
  const { text, replyTo, suggestionSeq } = draft;
  const note = draft.note || notesOnly;
  const quotes = note || (carries?.quotes ?? true);
  const takesFiles = note || carries === null || carries.files.length > 0;
  const query = closed ? null : cannedQuery(text, cursor);
  const answers = useCanned(api, query !== null);
  const me = useDeskState((state) => state.me);
  const found = query === null ? [] : matching(forTeam(answers, me?.teamId ?? null), query);

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

  const keep = (value: Draft) => {
    setDraft(value);
    saveDraft(id, value);
  };
  const answer = (message: string | null) => {
    keep({ ...draft, replyTo: message });
    input.current?.focus();
  };
  useEffect(() => onReply(answer));
  const write = (next: string, at: number, asNote = note) => {
    keep({ ...draft, text: next, note: asNote });
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
    const channelSessionId = note ? undefined : (choice.chosen ?? undefined);
    const made = note ? undefined : (suggestionSeq ?? undefined);
    desk.send(id, note ? "WHISPER_MESSAGE" : "AGENT_MESSAGE", words, { replyTo: replyTo ?? undefined, channelSessionId, suggestionSeq: made });
    write("", 0);
    keep({ text: "", note, replyTo: null, suggestionSeq: null });
    input.current?.focus();
  };
  const sendSuggestion = (suggestion: Suggestion) => {
    desk.send(id, "AGENT_MESSAGE", suggestion.text, { channelSessionId: choice.chosen ?? undefined, suggestionSeq: suggestion.seq });
    input.current?.focus();
  };
  const editSuggestion = (suggestion: Suggestion) => {
    // What was being written is not thrown away.
    const words = [text.trim(), suggestion.text].filter(Boolean).join("\n");
    write(words, words.length, false);
    keep({ text: words, note: false, replyTo, suggestionSeq: suggestion.seq });
    input.current?.focus();
  };
  const attach = (files: readonly File[]) => {
    // Notes go to no channel.
    const limits = note ? null : carries;
    const fine = uploads.refuse(id, files, (file) => refusalOf(limits, file));
    uploads.add(id, note ? "WHISPER_MESSAGE" : "AGENT_MESSAGE", fine, choice.chosen);
    input.current?.focus();
  };
  const { dragging, handlers } = useDrop(attach);
  const insert = (answer: CannedAnswer) => {
    const { sessions, data } = thread.conversation;
    const session = sessions.find(({ active }) => active) ?? sessions[0];
    const values = { customer: customerName(thread) ?? "", agent: me?.name ?? "", channel: session?.channelName ?? "", data };
    const next = withCanned(text, cursor, filled(answer.text, values));
    write(next.text, next.cursor);
    requestAnimationFrame(() => {
      input.current?.setSelectionRange(next.cursor, next.cursor);
      input.current?.focus();
    });
  };

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.code === "KeyN" && !notesOnly) toggle(!note);
      else if (event.code === "KeyQ" && quotes) answer(earlier(thread, replyTo));
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
    <>
      <SuggestionBar thread={thread} send={sendSuggestion} edit={editSuggestion} />
      <OnTheirWay conversationId={id} />
      <form
        className="composer"
        data-note={note}
        {...handlers}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        {dragging && <p className="drop">{t("dropFiles")}</p>}
        {query !== null && answers.length > 0 && <CannedList id={listId} answers={found} chosen={chosen} choose={insert} />}
        <div className="composer-head">
          <SegmentedControl
            size="xs"
            value={note ? "note" : "reply"}
            onChange={(value) => {
              toggle(value === "note");
            }}
            data={[
              ...(notesOnly ? [] : [{ value: "reply", label: t("reply") }]),
              { value: "note", label: t("note") },
            ]}
          />
          {!note && <ChannelChoice {...choice} />}
          {note && (
            <span className="note-mark">
              <Lock size={12} /> {t("notForCustomer")}
            </span>
          )}
        </div>
        {replyTo !== null && (
          <ReplyBar
            thread={thread}
            replyTo={replyTo}
            clear={() => {
              answer(null);
            }}
          />
        )}
        <textarea
          ref={input}
          rows={2}
          // Empty, the direction is the page's: "auto" would turn the placeholder around.
          dir={text === "" ? undefined : "auto"}
          maxLength={note ? MAX_LENGTH : Math.min(MAX_LENGTH, carries?.textMost ?? MAX_LENGTH)}
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
          onPaste={(event) => {
            const files = filesOf(event.clipboardData);
            if (files.length === 0) return;
            event.preventDefault();
            attach(files);
          }}
          onKeyDown={(event) => {
            // An input method uses Enter to choose a word; that Enter does not send.
            if (event.nativeEvent.isComposing) return;
            if (pickKey(event)) event.preventDefault();
            else if (event.key === "Escape" && replyTo !== null) answer(null);
            else if (event.key === "Enter" && !event.shiftKey) {
              event.preventDefault();
              send();
            }
          }}
        />
        <div className="composer-foot">
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            accept={note ? undefined : acceptOf(carries)}
            aria-label={t("attach")}
            onChange={(event) => {
              attach([...(event.currentTarget.files ?? [])]);
              // The same file may be chosen again.
              event.currentTarget.value = "";
            }}
          />
          {takesFiles && (
            <button
              type="button"
              className="attach"
              aria-label={t("attach")}
              title={t("attach")}
              onClick={() => {
                picker.current?.click();
              }}
            >
              <Clip />
            </button>
          )}
          <span className="faint key-hint">{t("keyHint")}</span>
          <Button type="submit" size="compact-sm" className={note ? "add-note" : undefined} aria-disabled={text.trim() === ""} leftSection={<Send size={14} />}>
            {t(note ? "addNote" : "send")}
          </Button>
        </div>
      </form>
    </>
  );
}
