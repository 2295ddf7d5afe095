/** A list of parts that can be added, moved and removed, by mouse and keyboard. */
import { ActionIcon, Button } from "@mantine/core";
import { useRef, type ReactNode } from "react";
import { useApp } from "../kit/AppContext";
import { Cross, Down, Plus, Up } from "../shell/icons";

interface Props<T> {
  items: readonly T[];
  change: (items: T[]) => void;
  blank: () => T;
  title: (item: T, index: number) => string;
  addLabel: string;
  /** At least so many. */
  least?: number;
  most?: number;
  children: (item: T, set: (item: T) => void, index: number) => ReactNode;
}

export function Rows<T>({ items, change, blank, title, addLabel, least = 0, most = 200, children }: Props<T>) {
  const { t } = useApp();
  const place = useRef<HTMLDivElement>(null);
  const swap = (a: number, b: number) => {
    const next = [...items];
    [next[a], next[b]] = [next[b] as T, next[a] as T];
    change(next);
  };
  const add = () => {
    change([...items, blank()]);
    // The new part takes the cursor once it is there.
    setTimeout(() => place.current?.querySelector<HTMLElement>(":scope > ol > li:last-child :is(input, textarea)")?.focus());
  };
  return (
    <div className="rows" ref={place}>
      <ol>
        {items.map((item, n) => (
          <li key={n} className="row">
            <div className="row-head">
              <h3 className="grow">
                <bdi>{title(item, n)}</bdi>
              </h3>
              <ActionIcon variant="subtle" color="gray" disabled={n === 0} aria-label={`${t("moveUp")}: ${title(item, n)}`} onClick={() => swap(n, n - 1)}>
                <Up size={16} />
              </ActionIcon>
              <ActionIcon variant="subtle" color="gray" disabled={n === items.length - 1} aria-label={`${t("moveDown")}: ${title(item, n)}`} onClick={() => swap(n, n + 1)}>
                <Down size={16} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                disabled={items.length <= least}
                aria-label={`${t("remove")}: ${title(item, n)}`}
                onClick={() => {
                  change(items.filter((_, other) => other !== n));
                  place.current?.querySelector<HTMLElement>(":scope > button")?.focus();
                }}
              >
                <Cross size={16} />
              </ActionIcon>
            </div>
            {children(
              item,
              (next) => {
                change(items.map((other, at) => (at === n ? next : other)));
              },
              n,
            )}
          </li>
        ))}
      </ol>
      {items.length < most && (
        <Button variant="default" leftSection={<Plus size={16} />} onClick={add}>
          {addLabel}
        </Button>
      )}
    </div>
  );
}
