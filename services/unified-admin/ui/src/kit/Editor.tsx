import { Button, Skeleton } from "@mantine/core";
import { Suspense, useEffect, useRef, useState, type SubmitEvent, type ReactNode } from "react";
import { go } from "../shell/router";
import { Page } from "../shell/Page";
import { inSentence } from "../text/translate";
import { useApp } from "./AppContext";
import { ConflictDialog } from "./ConflictDialog";
import { DeleteDialog } from "./DeleteDialog";
import { FieldInput } from "./FieldInput";
import type { AnyKind, AnySection, Doc } from "./kind";
import { useDraft } from "./useDraft";
import { UsedBy } from "./UsedBy";

interface Props {
  kind: AnyKind;
  document: Doc | null;
  start: Record<string, unknown>;
}

export function Editor({ kind, document, start }: Props) {
  const { t, say, language } = useApp();
  const form = useDraft(kind, document, start);
  const [deleting, setDeleting] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const { base, draft, violations, problem, dirty, busy } = form;
  const name = base ? kind.nameOf(base) : "";
  const Beside = kind.beside;

  // The first fault comes into view with the cursor in it.
  const faults = violations.length;
  useEffect(() => {
    if (faults === 0) return;
    const at = element.current?.querySelector<HTMLElement>("[aria-invalid=true]") ?? element.current?.querySelector<HTMLElement>(".problem");
    at?.closest("details")?.setAttribute("open", "");
    at?.focus();
  }, [faults, violations]);

  const saved = (done: Doc | null) => {
    if (!done) return;
    say(t("saved", { name: kind.nameOf(done) }));
    if (!document && !kind.single) go(`${kind.name}/${encodeURIComponent(done.id)}`, { replace: true, force: true });
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    // Nothing to save is no reason for a new version.
    if (busy || (base && !dirty && problem === null)) return;
    void form.save().then(saved);
  };

  return (
    <Page
      title={kind.single ? t(kind.many) : document ? name : t("newOne", { kind: inSentence(t(kind.one), language) })}
      {...(kind.single ? { about: t(kind.about) } : { crumbs: [{ to: kind.name, text: t(kind.many) }] })}
      actions={
        document && !kind.single && (kind.canDelete?.(document) ?? true) ? (
          <Button
            variant="default"
            className="danger"
            onClick={() => {
              setDeleting(true);
            }}
          >
            {t("delete")}
          </Button>
        ) : undefined
      }
    >
      <div className="editor" data-beside={Beside !== undefined}>
        <form ref={element} noValidate onSubmit={submit} className="form">
          {kind.sections.map((section, n) => (section.when?.(draft) ?? true) && (
            <SectionPart key={n} section={section}>
              {section.fields
                .filter((field) => field.when?.(draft) ?? true)
                .map((field) => (
                  <div key={field.path} className={field.half ? "field half" : "field"}>
                    <FieldInput field={field} draft={draft} id={base?.id ?? null} violations={violations} change={form.change} />
                  </div>
                ))}
            </SectionPart>
          ))}
          <div className="save-bar" data-dirty={dirty}>
            <p className="problem" role="alert" tabIndex={-1}>
              {problem}
            </p>
            <span className="faint grow">{dirty ? t("unsaved") : base ? t("allSaved") : ""}</span>
            {dirty && base && (
              <Button variant="subtle" color="gray" onClick={form.discard}>
                {t("discard")}
              </Button>
            )}
            <Button type="submit" aria-disabled={busy || (base !== null && !dirty)} loading={busy}>
              {t(base || kind.single ? "save" : "create")}
            </Button>
          </div>
        </form>
        <div className="beside">
          {Beside && (
            <Suspense fallback={<Skeleton height={160} radius="md" />}>
              <Beside draft={draft} document={base} dirty={dirty} />
            </Suspense>
          )}
          {base && <UsedBy kind={kind} document={base} />}
        </div>
      </div>
      {form.conflict && (
        <ConflictDialog
          kind={kind}
          conflict={form.conflict}
          close={form.closeConflict}
          settle={(choice) => {
            void form.settle(choice).then(saved);
          }}
        />
      )}
      {deleting && base && (
        <DeleteDialog
          kind={kind}
          document={base}
          close={() => {
            setDeleting(false);
          }}
        />
      )}
    </Page>
  );
}

function SectionPart({ section, children }: { section: AnySection; children: ReactNode }) {
  const { t } = useApp();
  const hint = section.hint && <p className="faint section-hint">{t(section.hint)}</p>;
  if (section.folded) {
    return (
      <details className="card">
        <summary>{section.title && t(section.title)}</summary>
        {hint}
        <div className="fields">{children}</div>
      </details>
    );
  }
  return (
    <section className="card">
      {section.title && <h2>{t(section.title)}</h2>}
      {hint}
      <div className="fields">{children}</div>
    </section>
  );
}
