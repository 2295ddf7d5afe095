import { Button, Modal } from "@mantine/core";
import { useCallback, useEffect, useRef, useState } from "react";
import { Problem } from "../../auth";
import { useApp } from "../../kit/AppContext";
import { Copyable } from "../../kit/Scroll";
import { explain, Failed, Loading } from "../../kit/States";
import { Page } from "../../shell/Page";
import { protect } from "../../shell/router";
import { Check } from "../../shell/icons";
import { CodeEditor, type Fault } from "./CodeEditor";
import { DryRun } from "./DryRun";
import { History } from "./History";

interface Shown {
  version: number;
  source: "built-in" | "tenant";
  yaml: string;
}
const PATH = "/conversation-controller/v1/rules";
const QUIET = 500;
const EXAMPLE = `extends: built-in

rules: []
`;

/** The rules that decide what happens in a conversation: checked while they are written. */
export default function Rules() {
  const { t, api, say } = useApp();
  const [shown, setShown] = useState<Shown | null>(null);
  const [text, setText] = useState("");
  const [faults, setFaults] = useState<readonly Fault[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const [theirs, setTheirs] = useState<Shown | null>(null);
  const [restoring, setRestoring] = useState(false);
  const [busy, setBusy] = useState(false);
  const dirty = shown !== null && text !== shown.yaml;

  const load = useCallback(async () => {
    setProblem(null);
    try {
      const now = (await api.get(PATH)) as Shown;
      setShown(now);
      setText(now.yaml);
      setFaults([]);
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(500, "", String(error)));
    }
  }, [api]);
  useEffect(() => {
    void load();
  }, [load]);

  const unsaved = useRef(false);
  useEffect(() => {
    unsaved.current = dirty;
  }, [dirty]);
  useEffect(() => {
    protect(() => unsaved.current);
    return () => {
      protect(null);
    };
  }, []);

  useEffect(() => {
    if (!dirty) return undefined;
    let gone = false;
    const timer = setTimeout(() => {
      api.post(`${PATH}/check`, { yaml: text }).then(
        (answer) => {
          if (!gone) setFaults((answer as { violations: Fault[] }).violations);
        },
        () => undefined,
      );
    }, QUIET);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [api, text, dirty]);

  const save = async (version: number) => {
    setBusy(true);
    setRefused(null);
    try {
      const now = (await api.put(PATH, { yaml: text, ...(version > 0 ? { version } : {}) })) as Shown | null;
      if (now) setShown(now);
      else await load();
      setTheirs(null);
      say(t("rulesSaved"));
    } catch (error) {
      if (error instanceof Problem && error.code === "STALE_VERSION") setTheirs((await api.get(PATH)) as Shown);
      else if (error instanceof Problem && error.violations.length > 0) setFaults(error.violations.map(faultOf));
      else setRefused(explain(error, t));
    } finally {
      setBusy(false);
    }
  };
  const restore = async () => {
    setRestoring(false);
    try {
      await api.remove(PATH);
      await load();
      say(t("rulesRestored"));
    } catch (error) {
      setRefused(explain(error, t));
    }
  };

  return (
    <Page
      title={t("rules")}
      about={t("rulesAbout")}
      actions={
        shown?.source === "tenant" ? (
          <Button variant="default" className="danger" onClick={() => setRestoring(true)}>
            {t("restoreBuiltIn")}
          </Button>
        ) : undefined
      }
    >
      {problem && <Failed problem={problem} retry={() => void load()} />}
      {!problem && !shown && <Loading />}
      {shown && (
        <>
          <div className="rules-state">
            <span className="badge" data-good={shown.source === "tenant"}>
              {t(shown.source === "tenant" ? "rulesOwn" : "rulesBuiltIn")}
            </span>
            {shown.source === "built-in" && !dirty && (
              <>
                <span className="faint grow">{t("rulesBuiltInHint")}</span>
                <Button variant="default" size="xs" onClick={() => setText(EXAMPLE)}>
                  {t("rulesExtend")}
                </Button>
              </>
            )}
          </div>
          <CodeEditor label={t("rules")} text={text} change={setText} faults={faults ?? []} />
          <div className="save-bar" data-dirty={dirty}>
            <p className="problem" role="alert">
              {refused}
            </p>
            <span className="faint grow" role="status">
              {dirty && faults?.length === 0 && (
                <>
                  <Check size={16} /> {t("rulesValid")}
                </>
              )}
              {!dirty && t("allSaved")}
            </span>
            {dirty && (
              <Button variant="subtle" color="gray" onClick={() => setText(shown.yaml)}>
                {t("discard")}
              </Button>
            )}
            <Button
              loading={busy}
              aria-disabled={!dirty || (faults?.length ?? 0) > 0}
              onClick={() => {
                if (dirty && (faults?.length ?? 0) === 0) void save(shown.version);
              }}
            >
              {t("save")}
            </Button>
          </div>
          <div className="form rules-more">
            <section className="card">
              <h2>{t("dryRunTitle")}</h2>
              <DryRun path={PATH} yaml={text} ready={(faults?.length ?? 0) === 0} />
            </section>
            <section className="card">
              <h2>{t("rulesHistory")}</h2>
              <History path={PATH} state={`${shown.source} ${shown.version}`} current={shown.version} rolledBack={() => void load()} />
            </section>
          </div>
        </>
      )}
      <Modal opened={restoring} onClose={() => setRestoring(false)} title={t("restoreBuiltIn")} centered closeButtonProps={{ "aria-label": t("close") }}>
        <p>{t("restoreText")}</p>
        <div className="dialog-actions">
          <Button variant="default" onClick={() => setRestoring(false)} data-autofocus>
            {t("cancel")}
          </Button>
          <Button color="red" onClick={() => void restore()}>
            {t("restoreBuiltIn")}
          </Button>
        </div>
      </Modal>
      <Modal opened={theirs !== null} onClose={() => setTheirs(null)} size="xl" title={t("conflictTitle")} closeButtonProps={{ "aria-label": t("close") }}>
        <p>{t("rulesConflict")}</p>
        <Copyable label={t("theirs")} text={theirs?.yaml ?? ""} />
        <div className="dialog-actions">
          <Button
            variant="default"
            onClick={() => {
              if (theirs) {
                setShown(theirs);
                setText(theirs.yaml);
              }
              setTheirs(null);
            }}
          >
            {t("keepTheirs")}
          </Button>
          <Button onClick={() => void save(theirs?.version ?? 0)}>{t("replaceWithMine")}</Button>
        </div>
      </Modal>
    </Page>
  );
}

/** A violation's field is `line:column`. */
function faultOf({ field, message }: { field: string; message: string }): Fault {
  const [line = 1, column = 1] = field.split(":").map(Number);
  return { line: line || 1, column: column || 1, message };
}
