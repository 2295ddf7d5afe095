/** The grid of agents and attributes, without a screen: what a key does, what a typed text means, what changed. */
import type { Agent, Attribute, Level } from "../../api/documents";
import { without } from "../../kit/without";

export type Cell = Level | null | undefined;
/** Changed cells: by agent, then by attribute; `undefined` takes the attribute away. */
export type Edits = Readonly<Record<string, Readonly<Record<string, Cell>>>>;

export function cell(agent: Agent, attribute: string, edits: Edits): Cell {
  const edited = edits[agent.id];
  return edited && attribute in edited ? edited[attribute] : agent.attributes[attribute];
}

/** Boolean and number are one value to routing; a cell that is what it was is no change. */
const canonical = (value: Cell): number | null | undefined => (value === undefined || value === null ? value : Number(value));

export function edit(edits: Edits, agent: Agent, attribute: string, value: Cell): Edits {
  const mine = { ...edits[agent.id] };
  if (canonical(agent.attributes[attribute]) === canonical(value)) Reflect.deleteProperty(mine, attribute);
  else mine[attribute] = value;
  const others = without(edits, agent.id);
  return Object.keys(mine).length === 0 ? others : { ...others, [agent.id]: mine };
}

export function applied(agent: Agent, edits: Edits): Agent["attributes"] {
  const result: Record<string, Level | null> = { ...agent.attributes };
  for (const [name, value] of Object.entries(edits[agent.id] ?? {})) {
    if (value === undefined) Reflect.deleteProperty(result, name);
    else result[name] = value;
  }
  return result;
}

/** What a key typed on a cell makes of it; null when the key means nothing there. */
export function typed(key: string, { type, defaultValue }: Attribute, value: Cell): { value: Cell } | null {
  if (key === "Delete" || key === "Backspace") return { value: undefined };
  if (type === "BOOLEAN") {
    if (key === " " || key === "Enter") return { value: next(value) };
    if (/^[yj1]$/i.test(key)) return { value: true };
    if (/^[n0]$/i.test(key)) return { value: false };
    return null;
  }
  if (/^[1-9]$/.test(key)) return { value: Number(key) };
  if (key === "0") return { value: 10 };
  const now = value === undefined || value === null ? Number(defaultValue) : Number(value);
  if (key === "+" || key === "=") return { value: Math.min(10, now + 1) };
  if (key === "-") return { value: Math.max(1, now - 1) };
  if (key === " " || key === "Enter") return { value: value === undefined ? Number(defaultValue) : undefined };
  return null;
}

/** Has it, has it not, does not have the attribute at all. */
function next(value: Cell): Cell {
  if (value === undefined) return true;
  return Number(value ?? 1) === 1 ? false : undefined;
}
