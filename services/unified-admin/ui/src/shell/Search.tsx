import { Modal } from "@mantine/core";
import { useDeferredValue, useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { KIND_NAMES } from "../api/documents";
import { useApp, useShelves } from "../kit/AppContext";
import { find } from "./find";
import { go } from "./router";

export function Search({ close }: { close: () => void }) {
  const { t, language } = useApp();
  const shelves = useShelves(...KIND_NAMES);
  const [wanted, setWanted] = useState("");
  const [at, setAt] = useState(0);
  const later = useDeferredValue(wanted);
  const found = useMemo(() => find(later, shelves, t, language), [later, shelves, t, language]);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at]);

  const open = (index: number) => {
    const entry = found[index];
    if (!entry) return;
    close();
    // After the dialog has given the focus back: the page takes it from there.
    setTimeout(() => {
      go(entry.to);
    });
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt((now) => (now + step + found.length) % Math.max(1, found.length));
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      open(at);
    }
  };

  return (
    <Modal.Root opened onClose={close} padding={0} size="lg" yOffset="12vh">
      <Modal.Overlay />
      <Modal.Content aria-label={t("search")}>
        <Modal.Body>
          <div className="search">
            <input
              type="text"
              role="combobox"
              className="search-input"
              data-autofocus
              aria-label={t("search")}
              aria-expanded="true"
              aria-controls="search-list"
              aria-autocomplete="list"
              aria-activedescendant={found[at] ? `found-${at}` : undefined}
              placeholder={t("searchHint")}
              value={wanted}
              onChange={(event) => {
                setWanted(event.currentTarget.value);
                setAt(0);
              }}
              onKeyDown={press}
            />
            {/* A combobox by the book: the list and its options are only pointed at. */}
            {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role */}
            <ul id="search-list" role="listbox" aria-label={t("search")} className="search-list" ref={list}>
              {found.map(({ to, text, kind }, n) => (
                // The keyboard works in the field above, as in every combobox.
                // eslint-disable-next-line jsx-a11y/click-events-have-key-events
                <li
                  key={`${to} ${text}`}
                  id={`found-${n}`}
                  // eslint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role
                  role="option"
                  aria-selected={n === at}
                  onClick={() => {
                    open(n);
                  }}
                  onMouseMove={() => {
                    setAt(n);
                  }}
                >
                  <bdi className="grow">{text}</bdi>
                  <span className="faint">{kind}</span>
                </li>
              ))}
            </ul>
            {found.length === 0 && (
              <p className="faint search-none" role="status">
                {t("noMatch")}
              </p>
            )}
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
