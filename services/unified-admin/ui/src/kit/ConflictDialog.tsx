import { Button, Modal, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useApp } from "./AppContext";
import type { AnyKind } from "./kind";
import { differences } from "./merge";
import type { Conflict } from "./useDraft";

const UNDECIDED = "";

interface Props {
  kind: AnyKind;
  conflict: Conflict;
  close: () => void;
  settle: (choice: Readonly<Record<string, "mine" | "theirs">>) => void;
}

/** A colleague saved first: their change beside mine, field by field. Nothing is overwritten that was not seen. */
export function ConflictDialog({ kind, conflict: { base, mine, theirs }, close, settle }: Props) {
  const { t, language } = useApp();
  const all = differences(base, mine, theirs);
  const [choice, setChoice] = useState<Record<string, "mine" | "theirs">>({});
  const open = all.filter(({ by, field }) => by === "both" && !choice[field]);
  const label = (field: string) => {
    const found = kind.sections.flatMap((section) => section.fields).find(({ path }) => path === field || path.startsWith(`${field}.`));
    return found ? t(found.label) : field;
  };
  return (
    <Modal opened onClose={close} size="lg" title={t("conflictTitle")} centered closeButtonProps={{ "aria-label": t("close") }}>
      <p>{t("conflictText", { time: new Date(theirs.updatedAt).toLocaleTimeString(language) })}</p>
      <div className="table-place">
        <table className="table conflict">
          <thead>
            <tr>
              <th scope="col">{t("field")}</th>
              <th scope="col">{t("theirs")}</th>
              <th scope="col">{t("mine")}</th>
              <th scope="col">{t("result")}</th>
            </tr>
          </thead>
          <tbody>
            {all.map(({ field, by, mine: my, theirs: their }) => (
              <tr key={field}>
                <th scope="row">{label(field)}</th>
                <td>{by === "me" ? <span className="faint">{t("unchanged")}</span> : <Value value={their} />}</td>
                <td>{by === "them" ? <span className="faint">{t("unchanged")}</span> : <Value value={my} />}</td>
                <td>
                  {by === "both" ? (
                    <SegmentedControl
                      size="xs"
                      aria-label={label(field)}
                      value={choice[field] ?? UNDECIDED}
                      data={[
                        { value: "theirs", label: t("keepTheirs") },
                        { value: "mine", label: t("keepMine") },
                      ]}
                      onChange={(value) => {
                        if (value !== UNDECIDED) setChoice({ ...choice, [field]: value });
                      }}
                    />
                  ) : (
                    t(by === "me" ? "keepMine" : "keepTheirs")
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>
          {t("backToForm")}
        </Button>
        <Button
          aria-disabled={open.length > 0}
          onClick={() => {
            if (open.length === 0) settle(choice);
          }}
        >
          {open.length > 0 ? t("chooseFirst", { count: open.length }) : t("saveResult")}
        </Button>
      </div>
    </Modal>
  );
}

function Value({ value }: { value: unknown }) {
  return <pre className="value">{typeof value === "string" ? value : JSON.stringify(value, null, 1)}</pre>;
}
