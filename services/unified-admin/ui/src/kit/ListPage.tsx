import { Button, TextInput } from "@mantine/core";
import { useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { go } from "../shell/router";
import { Page } from "../shell/Page";
import { useApp, useSeen, useShelf } from "./AppContext";
import { Go } from "./Go";
import type { AnyKind, Column, Doc, Seen } from "./kind";
import { Empty, Failed, Loading } from "./States";

interface Props {
  kind: AnyKind;
  actions?: ReactNode;
}
interface Order {
  column: number;
  down: boolean;
}

export function ListPage({ kind, actions }: Props) {
  const { t, library } = useApp();
  const { status, problem, items } = useShelf(kind.name);
  const seen = useSeen(...(kind.needs ?? []));
  const [wanted, setWanted] = useState("");
  const [order, setOrder] = useState<Order>({ column: 0, down: false });
  const rows = useMemo(() => arranged(kind, items as unknown as Doc[], seen, wanted, order), [kind, items, seen, wanted, order]);
  const add = (
    <Button
      component="a"
      href={`/unified-admin/${kind.newAt ?? `${kind.name}/new`}`}
      onClick={(event) => {
        event.preventDefault();
        go(kind.newAt ?? `${kind.name}/new`);
      }}
    >
      {t("new")}
    </Button>
  );

  return (
    <Page
      title={t(kind.many)}
      about={t(kind.about)}
      actions={
        <>
          {actions}
          {items.length > 0 && add}
        </>
      }
    >
      {status === "failed" && (
        <Failed
          problem={problem}
          retry={() => {
            void library.read(kind.name);
          }}
        />
      )}
      {(status === "unread" || status === "reading") && <Loading />}
      {status === "ready" && items.length === 0 && (
        <Empty title={t("nothingYet", { kind: t(kind.many) })} text={t(kind.about)}>
          {add}
        </Empty>
      )}
      {status === "ready" && items.length > 0 && (
        <>
          <div className="list-tools">
            <TextInput
              type="search"
              className="filter"
              aria-label={t("filter")}
              placeholder={t("filter")}
              value={wanted}
              onChange={(event) => {
                setWanted(event.currentTarget.value);
              }}
            />
            <span className="faint" role="status">
              {t("shown", { shown: rows.length, all: items.length })}
            </span>
          </div>
          {rows.length === 0 ? <Empty title={t("noMatch")} text={t("noMatchHint", { wanted })} /> : <Table kind={kind} rows={rows} seen={seen} order={order} setOrder={setOrder} />}
        </>
      )}
    </Page>
  );
}

function Table({ kind, rows, seen, order, setOrder }: { kind: AnyKind; rows: readonly Doc[]; seen: Seen; order: Order; setOrder: (order: Order) => void }) {
  const { t } = useApp();
  const body = useRef<HTMLTableSectionElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const links = [...(body.current?.querySelectorAll<HTMLElement>("a.row-link") ?? [])];
    links[links.indexOf(document.activeElement as HTMLElement) + step]?.focus();
  };
  return (
    <div className="table-place">
      <table className="table">
        <thead>
          <tr>
            {kind.columns.map(({ label, number }, n) => (
              <th key={label} scope="col" className={number ? "figure" : undefined} aria-sort={order.column === n ? (order.down ? "descending" : "ascending") : undefined}>
                <button
                  type="button"
                  className="sort"
                  onClick={() => {
                    setOrder({ column: n, down: order.column === n && !order.down });
                  }}
                >
                  {t(label)}
                  <span aria-hidden="true" className="sort-mark">
                    {order.column === n ? (order.down ? "↓" : "↑") : ""}
                  </span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        {/* The rows' links take the focus; the arrow keys bubble from them. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <tbody ref={body} onKeyDown={move}>
          {rows.map((row) => (
            <tr key={row.id}>
              {kind.columns.map((column, n) => (
                <td key={column.label} className={column.number ? "figure" : undefined}>
                  {n === 0 ? (
                    <Go to={`${kind.name}/${encodeURIComponent(row.id)}`} className="row-link">
                      <Cell column={column} row={row} seen={seen} />
                    </Go>
                  ) : (
                    <Cell column={column} row={row} seen={seen} />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ column, row, seen }: { column: Column<Doc>; row: Doc; seen: Seen }) {
  return column.render ? column.render(row, seen) : <bdi>{column.text(row, seen)}</bdi>;
}

function arranged(kind: AnyKind, items: readonly Doc[], seen: Seen, wanted: string, { column, down }: Order): Doc[] {
  const words = wanted.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const texts = (row: Doc) => kind.columns.map((one) => one.text(row, seen)).concat(kind.words?.(row) ?? "").join(" ").toLocaleLowerCase();
  const by = kind.columns[column] ?? kind.columns[0];
  return items
    .filter((row) => words.length === 0 || words.every((word) => texts(row).includes(word)))
    .map((row) => ({ row, key: by?.text(row, seen) ?? "" }))
    .sort((a, b) => a.key.localeCompare(b.key, seen.language, { numeric: true }) * (down ? -1 : 1))
    .map(({ row }) => row);
}
