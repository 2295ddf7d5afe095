/** Rules are a text: whether a line of it names a thing. */
import type { KindName } from "../api/documents";

/** The words beside which rules name things of a kind. */
const BESIDE: { readonly [K in KindName]?: RegExp } = {
  queues: /queue/i,
  bots: /bot|participant/i,
  channels: /channel/i,
  "channel-types": /channelType/i,
  domains: /mrd/i,
};

export const namedInRules = (kind: KindName): boolean => BESIDE[kind] !== undefined;

/** Lines of comments say nothing. */
export function rulesName(kind: KindName, names: readonly string[], yaml: string): boolean {
  const beside = BESIDE[kind];
  if (!beside) return false;
  const wanted = names.filter((name) => name !== "").map((name) => new RegExp(`(^|[^\\p{L}\\p{N}_-])${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}($|[^\\p{L}\\p{N}_-])`, "u"));
  return yaml
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, ""))
    .some((line) => beside.test(line) && wanted.some((name) => name.test(line)));
}
