/** A document being edited: what it was, what it is now, what is wrong with it, and how it gets saved. */
import { useEffect, useRef, useState } from "react";
import { Problem, type Violation } from "../auth";
import { protect } from "../shell/router";
import { useApp, useShelves } from "./AppContext";
import { checkFields } from "./check";
import type { AnyKind, Doc } from "./kind";
import { merged } from "./merge";
import { same, written } from "./path";
import { explain } from "./States";
import { without } from "./without";

type Draft = Record<string, unknown>;

export interface Conflict {
  base: Doc;
  mine: Draft;
  theirs: Doc;
}

/** Without what its owner adds to it; the warnings of a saved document are shown by the check beside the form. */
const plain = (document: Draft): Draft => without(document, "id", "version", "updatedAt", "warnings");

export function useDraft(kind: AnyKind, document: Doc | null, start: Draft) {
  const { library, t, language } = useApp();
  const shelves = useShelves(...(kind.needs ?? []));
  const [base, setBase] = useState<Doc | null>(document);
  const [draft, setDraft] = useState<Draft>(() => plain(start));
  const [violations, setViolations] = useState<readonly Violation[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [busy, setBusy] = useState(false);
  /** One per attempt at making something: a repetition after a lost answer makes it once. */
  const attempt = useRef(crypto.randomUUID());
  const dirty = !same(draft, plain(base ?? start));
  const id = base?.id ?? kind.single;

  const unsaved = useRef(dirty);
  useEffect(() => {
    unsaved.current = dirty;
  }, [dirty]);
  useEffect(() => {
    protect(() => unsaved.current);
    return () => {
      protect(null);
    };
  }, []);

  const change = (path: string, value: unknown) => {
    setDraft((now) => written(now, path, value));
    setProblem(null);
    // A complaint goes as soon as its field is touched; none appears while somebody is still typing.
    setViolations((all) => all.filter(({ field }) => field !== path && !field.startsWith(`${path}.`) && !field.startsWith(`${path}[`)));
  };

  const wrong = (found: readonly Violation[]) => {
    setViolations(found);
    setProblem(t("errorForm", { count: found.length }));
  };

  const refused = async (error: unknown, sent: Draft) => {
    if (error instanceof Problem && error.code === "STALE_VERSION" && id !== undefined) {
      const theirs = (await library.readOne(kind.name, id)) as unknown as Doc;
      setConflict({ base: base ?? { ...start, id, version: 0, updatedAt: "" }, mine: sent, theirs });
    } else if (error instanceof Problem && error.violations.length > 0) {
      wrong(error.violations);
    } else {
      if (error instanceof Problem && error.code === "NAME_TAKEN") setViolations(nameField(kind, t("errorNameTaken")));
      setProblem(explain(error, t));
    }
  };

  const send = async (what: Draft, version: number): Promise<Doc | null> => {
    setBusy(true);
    setProblem(null);
    try {
      const saved = (await (id !== undefined ? library.change(kind.name, id, version, what) : library.create(kind.name, what, attempt.current))) as unknown as Doc;
      setBase(saved);
      setDraft(plain(saved));
      setViolations([]);
      unsaved.current = false;
      await kind.saved?.(saved, library);
      return saved;
    } catch (error) {
      try {
        await refused(error, what);
      } catch (another) {
        setProblem(explain(another, t));
      }
      // After a clear refusal the next attempt is another one; after no answer it is the same.
      if (error instanceof Problem && error.status >= 400 && error.status < 500) attempt.current = crypto.randomUUID();
      return null;
    } finally {
      setBusy(false);
    }
  };

  const save = (): Promise<Doc | null> => {
    const found = [...checkFields(kind.sections, draft, { t }), ...(kind.check?.(draft, { shelves, t, language }) ?? [])];
    if (found.length > 0) {
      wrong(found);
      return Promise.resolve(null);
    }
    return send(kind.prepare?.(draft) ?? draft, base?.version ?? 0);
  };

  const settle = (choice: Readonly<Record<string, "mine" | "theirs">>): Promise<Doc | null> => {
    if (!conflict) return Promise.resolve(null);
    const joined = plain(merged(plain(conflict.base), conflict.mine, plain(conflict.theirs), choice));
    setBase(conflict.theirs);
    setDraft(joined);
    setConflict(null);
    return same(joined, plain(conflict.theirs)) ? Promise.resolve(conflict.theirs) : send(joined, conflict.theirs.version);
  };

  return {
    base,
    draft,
    dirty,
    violations,
    problem,
    busy,
    conflict,
    change,
    save,
    settle,
    /** Back to what is saved. */
    discard: () => {
      setDraft(plain(base ?? start));
      setViolations([]);
      setProblem(null);
    },
    closeConflict: () => {
      setConflict(null);
    },
  };
}

function nameField(kind: AnyKind, message: string): Violation[] {
  const first = kind.sections[0]?.fields[0];
  return first ? [{ field: first.path, message }] : [];
}
