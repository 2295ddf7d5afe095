/** What the channel of an answer carries: what is offered, and what is refused before it is uploaded. Pure, so it can be tested. */

/** Files of some types, as `ccm` describes them. */
export interface Accepted {
  /** `image/png`, `image/*`, `*`. */
  types: readonly string[];
  mostBytes: number;
}

export interface Carries {
  /** Characters of a text. */
  textMost: number;
  /** Whether the customer sees which message is answered. */
  quotes: boolean;
  /** A file that is in none of these is refused. */
  files: readonly Accepted[];
}

export type Refusal = { key: "fileNotTaken" } | { key: "fileTooLargeHere"; most: number };

const takes = ({ types }: Accepted, mime: string) => types.some((type) => (type.endsWith("*") ? mime.startsWith(type.slice(0, -1)) : type === mime));

/** Why the channel does not take a file; null where it does, or where only the server can know. */
export function refusalOf(carries: Carries | null, file: { type: string; size: number }): Refusal | null {
  if (carries === null || file.type === "") return null;
  const fitting = carries.files.filter((accepted) => takes(accepted, file.type));
  if (fitting.length === 0) return { key: "fileNotTaken" };
  const most = Math.max(...fitting.map(({ mostBytes }) => mostBytes));
  return file.size > most ? { key: "fileTooLargeHere", most } : null;
}

/** For the chooser of files: undefined where anything may be chosen. */
export function acceptOf(carries: Carries | null): string | undefined {
  const types = new Set(carries?.files.flatMap((accepted) => accepted.types));
  return types.size === 0 || types.has("*") ? undefined : [...types].join(",");
}
