import { ActionIcon, Button, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { Thread } from "../../store/thread";
import { useAction, useDesk } from "../DeskContext";
import { Close } from "../icons";
import { Fact } from "./ContextPane";

const LONGEST_KEY = 100;
const LONGEST = 4_000;
const shown = (content: unknown) => (typeof content === "string" ? content : JSON.stringify(content));

export function ConversationData({ thread }: { thread: Thread }) {
  const { desk, t } = useDesk();
  const { busy, run } = useAction();
  const [key, setKey] = useState("");
  const [value, setValue] = useState("");
  const { id, data } = thread.conversation;
  const entries = Object.entries(data);
  const editable = thread.closed === null && thread.task !== null;
  const set = (name: string, to: string | null) => run(() => desk.setData(id, { [name]: to }));

  const add = () => {
    if (key.trim() === "") return;
    void set(key.trim(), value.trim()).then((done) => {
      if (!done) return;
      setKey("");
      setValue("");
    });
  };

  return (
    <section>
      <h3>{t("data")}</h3>
      {entries.length === 0 && <p className="faint">{t("noData")}</p>}
      {entries.length > 0 && !editable && (
        <dl className="facts">
          {entries.map(([name, content]) => (
            <Fact key={name} name={name} value={shown(content)} />
          ))}
        </dl>
      )}
      {entries.length > 0 && editable && (
        <ul className="data-rows">
          {entries.map(([name, content]) => (
            <DataRow key={name} name={name} content={content} busy={busy} set={set} />
          ))}
        </ul>
      )}
      {editable && (
        <form
          className="add-data"
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <TextInput size="xs" maxLength={LONGEST_KEY} aria-label={t("key")} placeholder={t("key")} value={key} onChange={(event) => { setKey(event.currentTarget.value); }} />
          <TextInput size="xs" maxLength={LONGEST} aria-label={t("value")} placeholder={t("value")} value={value} onChange={(event) => { setValue(event.currentTarget.value); }} />
          <Button type="submit" size="compact-sm" variant="default" loading={busy} aria-disabled={key.trim() === ""}>
            {t("add")}
          </Button>
        </form>
      )}
    </section>
  );
}

interface RowProps {
  name: string;
  content: unknown;
  busy: boolean;
  set: (name: string, to: string | null) => Promise<boolean>;
}

/** One value: a click makes a field of it, Enter keeps what was typed, Escape what was there. Only texts are changed here; what a bot noted in another shape is taken away or stays. */
function DataRow({ name, content, busy, set }: RowProps) {
  const { t } = useDesk();
  const [typed, setTyped] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const back = useRef<HTMLButtonElement>(null);
  const editing = typed !== null;
  useEffect(() => {
    if (editing) field.current?.select();
  }, [editing]);
  const stop = () => {
    setTyped(null);
    setTimeout(() => back.current?.focus());
  };
  const keep = () => {
    if (typed === null) return;
    if (typed.trim() === content) stop();
    else void set(name, typed.trim()).then((done) => { if (done) stop(); });
  };
  const text = shown(content);
  return (
    <li>
      <span className="faint">
        <bdi>{name}</bdi>
      </span>
      {editing ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            keep();
          }}
        >
          <TextInput
            ref={field}
            size="xs"
            dir="auto"
            maxLength={LONGEST}
            aria-label={t("dataChange", { name })}
            value={typed}
            onChange={(event) => { setTyped(event.currentTarget.value); }}
            onKeyDown={(event) => {
              if (event.key === "Escape") stop();
            }}
          />
          <Button type="submit" size="compact-xs" loading={busy}>
            {t("save")}
          </Button>
        </form>
      ) : (
        <>
          {typeof content === "string" ? (
            <button ref={back} type="button" className="data-value" aria-label={`${t("dataChange", { name })}: ${text}`} onClick={() => { setTyped(content); }}>
              <bdi>{text === "" ? "–" : text}</bdi>
            </button>
          ) : (
            <bdi className="data-value">{text}</bdi>
          )}
          <ActionIcon variant="subtle" color="gray" size="sm" disabled={busy} aria-label={t("dataRemove", { name })} title={t("dataRemove", { name })} onClick={() => void set(name, null)}>
            <Close size={12} />
          </ActionIcon>
        </>
      )}
    </li>
  );
}
