import { Button, Checkbox, MultiSelect, Select, TextInput } from "@mantine/core";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { Problem } from "../../auth";
import type { Agent, Attribute, Queue } from "../../api/documents";
import { levels, matches } from "../../expression/evaluate";
import { tryParse } from "../../expression/parse";
import { useApp, useShelves } from "../../kit/AppContext";
import { Go } from "../../kit/Go";
import { Empty, explain, Failed, Loading } from "../../kit/States";
import { without } from "../../kit/without";
import { Page } from "../../shell/Page";
import { protect } from "../../shell/router";
import { applied, cell, edit, typed, type Cell, type Edits } from "./grid";

/** Who can what: agents down, attributes across. */
export default function Skills() {
  const { t, library, say } = useApp();
  const { agents, attributes, queues } = useShelves("agents", "attributes", "queues", "users");
  const [edits, setEdits] = useState<Edits>({});
  const [wanted, setWanted] = useState("");
  const [queue, setQueue] = useState<string | null>(null);
  const [columns, setColumns] = useState<string[]>([]);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);
  const changed = Object.keys(edits).length;

  const unsaved = useRef(false);
  useEffect(() => {
    unsaved.current = changed > 0;
  }, [changed]);
  useEffect(() => {
    protect(() => unsaved.current);
    return () => {
      protect(null);
    };
  }, []);

  const rows = useMemo(() => {
    const words = wanted.toLocaleLowerCase();
    const one = queues.items.find(({ id }) => id === queue);
    return agents.items
      .filter(({ name }) => name.toLocaleLowerCase().includes(words))
      .filter((agent) => !one || serves(agent, one, attributes.items))
      .toSorted((a, b) => a.name.localeCompare(b.name));
  }, [agents.items, attributes.items, queues.items, wanted, queue]);
  const shown = useMemo(() => {
    const all = attributes.items.toSorted((a, b) => a.name.localeCompare(b.name));
    return columns.length === 0 ? all : all.filter(({ name }) => columns.includes(name));
  }, [attributes.items, columns]);

  const save = async () => {
    setBusy(true);
    const failed: Record<string, string> = {};
    let left = edits;
    for (const id of Object.keys(edits)) {
      const agent = agents.items.find((one) => one.id === id);
      if (!agent) continue;
      try {
        const { name, mrds, version } = agent;
        await library.change("agents", id, version, { name, attributes: applied(agent, edits), ...(mrds ? { mrds } : {}) });
        left = without(left, id);
      } catch (error) {
        // Somebody else was faster: their row is shown now, my changes stay marked on top of it.
        if (error instanceof Problem && error.code === "STALE_VERSION") {
          await library.readOne("agents", id).catch(() => undefined);
          failed[id] = t("skillsStale", { name: agent.name });
        } else {
          failed[id] = `${agent.name}: ${error instanceof Problem && error.violations[0] ? error.violations[0].message : explain(error, t)}`;
        }
      }
    }
    setEdits(left);
    setProblems(failed);
    setBusy(false);
    if (Object.keys(failed).length === 0) say(t("skillsSaved", { count: changed }));
  };

  const assign = (attribute: Attribute, value: Cell) => {
    setEdits((now) => chosen.reduce((sum, id) => {
      const agent = agents.items.find((one) => one.id === id);
      return agent ? edit(sum, agent, attribute.name, value) : sum;
    }, now));
  };

  const failed = agents.status === "failed" ? agents : attributes.status === "failed" ? attributes : null;
  const ready = agents.status === "ready" && attributes.status === "ready";
  return (
    <Page title={t("skills")} about={t("skillsAbout")}>
      {failed && (
        <Failed
          problem={failed.problem}
          retry={() => {
            library.refresh();
          }}
        />
      )}
      {!failed && !ready && <Loading />}
      {ready && agents.items.length === 0 && (
        <Empty title={t("noAgentsYet")} text={t("noAgentsHint")}>
          <Go to="users/new" className="button" data-main>
            {t("makeUser")}
          </Go>
        </Empty>
      )}
      {ready && agents.items.length > 0 && attributes.items.length === 0 && (
        <Empty title={t("noAttributes")} text={t("attributesAbout")}>
          <Go to="attributes/new" className="button" data-main>
            {t("makeAttribute")}
          </Go>
        </Empty>
      )}
      {ready && agents.items.length > 0 && attributes.items.length > 0 && (
        <>
          <div className="list-tools">
            <TextInput type="search" className="filter" aria-label={t("filterAgents")} placeholder={t("filterAgents")} value={wanted} onChange={(event) => setWanted(event.currentTarget.value)} />
            <Select
              aria-label={t("filterQueue")}
              placeholder={t("filterQueue")}
              clearable
              data={queues.items.map(({ id, name }) => ({ value: id, label: name }))}
              value={queue}
              onChange={setQueue}
            />
            {attributes.items.length > 8 && (
              <MultiSelect aria-label={t("attributes")} placeholder={t("attributes")} clearable searchable data={attributes.items.map(({ name }) => name)} value={columns} onChange={setColumns} />
            )}
            <span className="faint" role="status">
              {t("shown", { shown: rows.length, all: agents.items.length })}
            </span>
          </div>
          {chosen.length > 0 && <Bulk attributes={shown} count={chosen.length} assign={assign} />}
          <Grid rows={rows} attributes={shown} edits={edits} chosen={chosen} setChosen={setChosen} change={(agent, name, value) => setEdits((now) => edit(now, agent, name, value))} />
          <p className="faint small">{t("gridKeys")}</p>
          <div className="save-bar" data-dirty={changed > 0}>
            <div className="problem" role="alert">
              {Object.values(problems).map((text) => (
                <p key={text}>{text}</p>
              ))}
            </div>
            <span className="faint grow">{changed > 0 ? t("agentsChanged", { count: changed }) : t("allSaved")}</span>
            {changed > 0 && (
              <Button variant="subtle" color="gray" onClick={() => setEdits({})}>
                {t("discard")}
              </Button>
            )}
            <Button aria-disabled={changed === 0} loading={busy} onClick={() => void save()}>
              {t("save")}
            </Button>
          </div>
        </>
      )}
    </Page>
  );
}

function serves(agent: Agent, queue: Queue, attributes: readonly Attribute[]): boolean {
  const values = levels(agent, attributes);
  return queue.steps.some(({ expression }) => {
    const read = tryParse(expression);
    return read !== null && matches(read, values);
  });
}

interface GridProps {
  rows: readonly Agent[];
  attributes: readonly Attribute[];
  edits: Edits;
  chosen: readonly string[];
  setChosen: (ids: readonly string[]) => void;
  change: (agent: Agent, attribute: string, value: Cell) => void;
}

function Grid({ rows, attributes, edits, chosen, setChosen, change }: GridProps) {
  const { t } = useApp();
  const [at, setAt] = useState<readonly [row: number, column: number]>([0, 0]);
  const table = useRef<HTMLTableElement>(null);
  const [row, column] = [Math.min(at[0], rows.length - 1), Math.min(at[1], attributes.length - 1)];

  const move = (to: readonly [number, number]) => {
    const next = [Math.max(0, Math.min(rows.length - 1, to[0])), Math.max(0, Math.min(attributes.length - 1, to[1]))] as const;
    setAt(next);
    table.current?.querySelector<HTMLElement>(`[data-cell="${next[0]}-${next[1]}"]`)?.focus();
  };
  const press = (event: KeyboardEvent, agent: Agent, attribute: Attribute, here: readonly [number, number]) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const forward = document.documentElement.dir === "rtl" ? -1 : 1;
    const steps: Record<string, readonly [number, number]> = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, forward], ArrowLeft: [0, -forward], Home: [0, -1_000], End: [0, 1_000] };
    const step = steps[event.key];
    if (step) {
      event.preventDefault();
      move([here[0] + step[0], here[1] + step[1]]);
      return;
    }
    const result = typed(event.key, attribute, cell(agent, attribute.name, edits));
    if (!result) return;
    event.preventDefault();
    change(agent, attribute.name, result.value);
  };

  const all = rows.length > 0 && rows.every(({ id }) => chosen.includes(id));
  return (
    <div className="table-place">
      {/* A table whose cells are edited is a grid. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role */}
      <table className="table grid" role="grid" ref={table} aria-label={t("skills")}>
        <thead>
          <tr>
            <td className="check-cell">
              <Checkbox size="xs" aria-label={t("chooseAll")} checked={all} indeterminate={!all && chosen.length > 0} onChange={() => setChosen(all ? [] : rows.map(({ id }) => id))} />
            </td>
            <th scope="col">{t("agent")}</th>
            {attributes.map(({ id, name }) => (
              <th key={id} scope="col" className="skill">
                <Go to={`attributes/${encodeURIComponent(id)}`}>
                  <bdi>{name}</bdi>
                </Go>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((agent, r) => (
            <tr key={agent.id} data-chosen={chosen.includes(agent.id)}>
              <td className="check-cell">
                <Checkbox
                  size="xs"
                  aria-label={t("chooseOne", { name: agent.name })}
                  checked={chosen.includes(agent.id)}
                  onChange={(event) => setChosen(event.currentTarget.checked ? [...chosen, agent.id] : chosen.filter((id) => id !== agent.id))}
                />
              </td>
              <th scope="row">
                <Go to={`users/${encodeURIComponent(agent.id)}`}>
                  <bdi>{agent.name}</bdi>
                </Go>
              </th>
              {attributes.map((attribute, c) => {
                const value = cell(agent, attribute.name, edits);
                const dirty = attribute.name in (edits[agent.id] ?? {});
                return (
                  <td
                    key={attribute.id}
                    role="gridcell"
                    className="skill"
                    tabIndex={r === row && c === column ? 0 : -1}
                    data-cell={`${r}-${c}`}
                    data-dirty={dirty}
                    data-has={value !== undefined && value !== false && value !== 0}
                    aria-label={`${attribute.name}: ${spoken(value, attribute, t)}`}
                    onFocus={() => setAt([r, c])}
                    onClick={() => move([r, c])}
                    onDoubleClick={() => {
                      const result = typed(" ", attribute, value);
                      if (result) change(agent, attribute.name, result.value);
                    }}
                    onKeyDown={(event) => press(event, agent, attribute, [r, c])}
                  >
                    {spoken(value, attribute, t)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function spoken(value: Cell, { type, defaultValue }: Attribute, t: ReturnType<typeof useApp>["t"]): string {
  if (value === undefined) return "–";
  const real = value ?? defaultValue;
  if (type === "BOOLEAN") return t(Number(real) === 1 ? "yes" : "no");
  return String(Number(real));
}

/** One value for several agents at once. */
function Bulk({ attributes, count, assign }: { attributes: readonly Attribute[]; count: number; assign: (attribute: Attribute, value: Cell) => void }) {
  const { t } = useApp();
  const [name, setName] = useState<string | null>(attributes[0]?.name ?? null);
  const attribute = attributes.find((one) => one.name === name) ?? attributes[0];
  const values = attribute?.type === "BOOLEAN" ? ["yes", "no"] : ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
  const [value, setValue] = useState("");
  const known = values.includes(value) ? value : attribute?.type === "BOOLEAN" ? "yes" : "5";
  if (!attribute) return null;
  return (
    <section className="bulk" aria-label={t("bulk")}>
      <span>{t("bulkCount", { count })}</span>
      <Select size="xs" aria-label={t("attribute")} data={attributes.map((one) => one.name)} value={attribute.name} allowDeselect={false} searchable onChange={setName} />
      <Select
        size="xs"
        aria-label={t("value")}
        className="level"
        data={values.map((one) => ({ value: one, label: one === "yes" || one === "no" ? t(one) : one }))}
        value={known}
        allowDeselect={false}
        onChange={(next) => setValue(next ?? "")}
      />
      <Button size="xs" onClick={() => assign(attribute, attribute.type === "BOOLEAN" ? known === "yes" : Number(known))}>
        {t("assign")}
      </Button>
      <Button size="xs" variant="default" onClick={() => assign(attribute, undefined)}>
        {t("takeAway")}
      </Button>
    </section>
  );
}
