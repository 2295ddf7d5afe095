import type { Documents, KindName } from "../api/documents";
import { KIND_NAMES } from "../api/documents";
import { KINDS } from "../kinds";
import { useApp, useShelves } from "./AppContext";
import { Go } from "./Go";
import type { AnyKind, Doc } from "./kind";
import { usesOf, type Use } from "./uses";

/** Agents are the routing side of users: people know them as users. */
const shownAs = ({ kind, id }: Use): Use => ({ kind: kind === "agents" ? "users" : kind, id });

export function useUses(kind: AnyKind, document: Doc): { uses: Use[]; known: boolean } {
  const shelves = useShelves(...KIND_NAMES);
  return {
    uses: usesOf(kind.name, document as unknown as Documents[KindName], shelves),
    known: KIND_NAMES.every((name) => shelves[name].status === "ready" || shelves[name].status === "failed"),
  };
}

export function UseList({ uses }: { uses: readonly Use[] }) {
  const { t } = useApp();
  const shelves = useShelves();
  return (
    <ul className="uses">
      {uses.slice(0, 30).map((use) => {
        const { kind, id } = shownAs(use);
        const item = (shelves[kind].items as unknown as Doc[]).find((one) => one.id === id);
        return (
          <li key={`${use.kind}/${id}`}>
            <span className="faint">{t(KINDS[kind].one)}</span>{" "}
            <Go to={`${kind}/${encodeURIComponent(id)}`}>
              <bdi>{item ? KINDS[kind].nameOf(item) : id}</bdi>
            </Go>
          </li>
        );
      })}
      {uses.length > 30 && <li className="faint">{t("andMore", { count: uses.length - 30 })}</li>}
    </ul>
  );
}

export function UsedBy({ kind, document }: { kind: AnyKind; document: Doc }) {
  const { t } = useApp();
  const { uses } = useUses(kind, document);
  if (uses.length === 0) return null;
  return (
    <section className="card quiet">
      <h2>{t("usedBy")}</h2>
      <UseList uses={uses} />
    </section>
  );
}
