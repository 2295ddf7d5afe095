import { Button } from "@mantine/core";
import { Problem } from "@switchboard/unified-admin/auth";
import { useCallback, useEffect, useState } from "react";
import { readCustomer, type FullCustomer } from "../../net/customers";
import { merge, merges, notSame, suggestions, undoMerge, type Evidence, type Merge, type Suggestion } from "../../net/people";
import type { Customer } from "../../store/model";
import { useDesk, useDeskState } from "../DeskContext";
import { FindCustomer } from "./FindCustomer";
import { evidenceKey, kept } from "./people";

/** Likely same persons, what was merged, and the way to any other customer. */
export function SamePerson({ customer, changed }: { customer: Customer; changed: () => void }) {
  const { api, store, t } = useDesk();
  const live = useDeskState((state) => state.live);
  const [likely, setLikely] = useState<Suggestion[]>([]);
  const [made, setMade] = useState<Merge[]>([]);
  const [finding, setFinding] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { id } = customer;

  const load = useCallback(async () => {
    try {
      const [found, known] = await Promise.all([suggestions(api, id), merges(api, id)]);
      setLikely(found);
      setMade(known);
    } catch {
      // Nothing is suggested then; whoever looks for somebody is told.
    }
  }, [api, id]);
  // Also when something becomes known of them.
  useEffect(() => {
    if (live) void load();
  }, [live, load, customer]);

  const act = async (action: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setProblem(null);
    try {
      await action();
      await load();
      return true;
    } catch (error) {
      setProblem(error instanceof Problem && error.message !== "" ? error.message : t("offlineShort"));
      return false;
    } finally {
      setBusy(false);
    }
  };
  const show = async (now: string) => {
    store.dispatch({ type: "customer", customer: await readCustomer(api, now), before: id });
    changed();
  };
  const join = (other: FullCustomer, reason: string) =>
    act(async () => {
      const { keep, gone } = kept(customer, other);
      await show((await merge(api, keep.id, gone.id, reason)).customerId);
    });
  const part = (one: Merge) =>
    act(async () => {
      await undoMerge(api, one.id);
      await show(one.customerId);
    });

  const standing = made.filter((one) => one.undoneAt === null);
  return (
    <section aria-label={t("samePerson")}>
      <h3>{t("samePerson")}</h3>
      {likely.length === 0 && standing.length === 0 && <p className="faint">{t("samePersonNone")}</p>}
      {likely.map((one) => (
        <div key={one.customer.id} className="likely">
          <p>
            <bdi className="strong">{one.customer.firstName ?? t("anonymous")}</bdi>{" "}
            <span className="badge" data-known={!one.customer.isAnonymous}>
              {t(one.customer.isAnonymous ? "anonymous" : "known")}
            </span>
          </p>
          <Reasons evidence={one.evidence} />
          <div className="form-actions">
            <Button size="compact-xs" loading={busy} onClick={() => void join(one.customer, "")}>
              {t("mergeDo")}
            </Button>
            <Button size="compact-xs" variant="default" disabled={busy} onClick={() => void act(() => notSame(api, id, one.customer.id))}>
              {t("mergeNot")}
            </Button>
          </div>
        </div>
      ))}
      {standing.map((one) => (
        <Made key={one.id} merge={one} busy={busy} undo={() => void part(one)} />
      ))}
      <p className="problem" role="alert">
        {problem}
      </p>
      {finding ? (
        <FindCustomer
          customer={customer}
          close={() => {
            setFinding(false);
          }}
          join={join}
          linked={() => {
            void load();
            changed();
          }}
        />
      ) : (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            setFinding(true);
          }}
        >
          {t("findCustomer")}
        </Button>
      )}
    </section>
  );
}

function Made({ merge: one, busy, undo }: { merge: Merge; busy: boolean; undo: () => void }) {
  const { t, language } = useDesk();
  const day = new Date(one.at).toLocaleDateString(language, { dateStyle: "medium" });
  return (
    <div className="likely">
      <p>
        {t("merged")} <bdi className="strong">{one.mergedName}</bdi> <span className="faint">{day}</span>
      </p>
      <Reasons evidence={one.evidence} />
      {one.reason !== "" && (
        <p className="faint" dir="auto">
          {one.reason}
        </p>
      )}
      {one.undoable && (
        <Button size="compact-xs" variant="default" loading={busy} onClick={undo}>
          {t("mergeUndo")}
        </Button>
      )}
    </div>
  );
}

function Reasons({ evidence }: { evidence: readonly Evidence[] }) {
  const { t } = useDesk();
  return (
    <ul className="plain faint">
      {evidence.map((one) => (
        <li key={`${one.kind} ${one.value}`}>
          {t(evidenceKey(one))} <bdi>{one.value}</bdi>
        </li>
      ))}
    </ul>
  );
}
