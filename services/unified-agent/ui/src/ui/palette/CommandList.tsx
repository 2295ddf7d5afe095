import { Button, TextInput } from "@mantine/core";
import { useId, useState } from "react";
import type { FullCustomer } from "../../net/customers";
import type { Hit } from "../../net/search";
import { useAction, useDesk } from "../DeskContext";
import { matches, type Command } from "./commands";
import { reveal } from "./reveal";
import { useCommands, type Dialog } from "./useCommands";
import { useHits } from "./useHits";

interface Props {
  close: () => void;
  open: (dialog: Dialog) => void;
  show: (customer: FullCustomer) => void;
}

/** What can be done, who is known, and what was said, by typing. */
export function CommandList({ close, open, show }: Props) {
  const { desk, t, language } = useDesk();
  const { run: attempt } = useAction();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(0);
  const listId = useId();
  const hits = useHits(typed);
  const dialog = (which: Dialog) => {
    // The palette closes first, and would take the dialog with it.
    setTimeout(() => { open(which); });
  };
  const read = (hit: Hit) =>
    attempt(async () => {
      const row = await desk.view(hit.conversationId, hit.seq);
      if (row !== undefined) reveal(row);
    });
  const people: Command[] = hits.customers.map((customer) => ({
    id: `customer ${customer.id}`,
    group: t("profile"),
    words: customer.firstName ?? t("anonymous"),
    detail: [...customer.phoneNumber, ...customer.email].join(", "),
    run: () => { show(customer); },
  }));
  const said: Command[] = hits.messages.map((hit) => ({
    id: `hit ${hit.conversationId} ${hit.seq}`,
    group: new Date(hit.at).toLocaleDateString(language, { dateStyle: "medium" }),
    words: hit.customerName === "" ? t("anonymous") : hit.customerName,
    excerpt: hit.excerpt,
    run: () => void read(hit),
  }));
  const found = [...matches(useCommands(dialog), typed), ...people, ...said];
  const run = (command: Command | undefined) => {
    if (!command) return;
    close();
    command.run();
  };
  const choose = (next: number) => {
    setChosen(next);
    document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: "nearest" });
  };
  const key = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") choose((chosen + 1) % Math.max(1, found.length));
    else if (event.key === "ArrowUp") choose((chosen + found.length - 1) % Math.max(1, found.length));
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
        maxLength={200}
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
            <span className="command">
              <bdi>{command.words}</bdi>
              {command.detail !== undefined && command.detail !== "" && <span className="faint small" dir="auto">{command.detail}</span>}
              {command.excerpt && (
                <span className="excerpt" dir="auto">
                  {command.excerpt.map((stretch, at) => (stretch.hit ? <mark key={at}>{stretch.text}</mark> : <span key={at}>{stretch.text}</span>))}
                </span>
              )}
            </span>
            <span className="faint small">{command.group}</span>
          </div>
        ))}
        {found.length === 0 && <p className="faint">{t("paletteNone")}</p>}
      </div>
      {hits.failed && <p role="alert" className="faint">{t("searchFailed")}</p>}
      {hits.next !== null && (
        <Button size="compact-sm" variant="default" onClick={hits.more}>
          {t("searchMore")}
        </Button>
      )}
    </>
  );
}
