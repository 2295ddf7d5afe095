import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Thread } from "../../store/thread";
import { useAction, useDesk } from "../DeskContext";
import { Fact } from "./ContextPane";

export function ConversationData({ thread }: { thread: Thread }) {
  const { desk, t } = useDesk();
  const { busy, run } = useAction();
  const [key, setKey] = useState("");
  const [value, setValue] = useState("");
  const { id, data } = thread.conversation;
  const entries = Object.entries(data);
  const editable = thread.closed === null && thread.task !== null;

  const add = () => {
    if (key.trim() === "") return;
    void run(() => desk.setData(id, { [key.trim()]: value.trim() })).then((done) => {
      if (!done) return;
      setKey("");
      setValue("");
    });
  };

  return (
    <section>
      <h3>{t("data")}</h3>
      {entries.length === 0 && <p className="faint">{t("noData")}</p>}
      {entries.length > 0 && (
        <dl className="facts">
          {entries.map(([name, content]) => (
            <Fact key={name} name={name} value={typeof content === "string" ? content : JSON.stringify(content)} />
          ))}
        </dl>
      )}
      {editable && (
        <form
          className="add-data"
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <TextInput size="xs" aria-label={t("key")} placeholder={t("key")} value={key} onChange={(event) => { setKey(event.currentTarget.value); }} />
          <TextInput size="xs" aria-label={t("value")} placeholder={t("value")} value={value} onChange={(event) => { setValue(event.currentTarget.value); }} />
          <Button type="submit" size="compact-sm" variant="default" loading={busy} aria-disabled={key.trim() === ""}>
            {t("add")}
          </Button>
        </form>
      )}
    </section>
  );
}
