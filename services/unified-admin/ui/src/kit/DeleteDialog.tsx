import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { go } from "../shell/router";
import { useApp } from "./AppContext";
import type { AnyKind, Doc } from "./kind";
import { explain } from "./States";
import { UseList, useUses } from "./UsedBy";

export function DeleteDialog({ kind, document, close }: { kind: AnyKind; document: Doc; close: () => void }) {
  const { library, t, say } = useApp();
  const { uses, rules, known, unread, read } = useUses(kind, document);
  const used = uses.length > 0 || rules;
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const name = kind.nameOf(document);

  const remove = async () => {
    setBusy(true);
    try {
      await kind.removing?.(document.id, library);
      await library.remove(kind.name, document.id);
      say(t("deleted", { name }));
      go(kind.name, { replace: true, force: true });
    } catch (error) {
      setProblem(explain(error, t));
      setBusy(false);
    }
  };

  return (
    <Modal opened onClose={close} title={t("deleteTitle", { name })} centered closeButtonProps={{ "aria-label": t("close") }}>
      {used ? (
        <>
          <p>{t("deleteInUse")}</p>
          <UseList uses={uses} rules={rules} />
        </>
      ) : (
        <p>{t(known || unread.length > 0 ? "deleteQuestion" : "usesReading")}</p>
      )}
      {unread.length > 0 && (
        <p className="problem" role="alert">
          {t("usesUnknown", { what: unread.join(", ") })}
        </p>
      )}
      <p className="problem" role="alert">
        {problem}
      </p>
      <div className="dialog-actions">
        <Button variant="default" onClick={close} data-autofocus>
          {t("cancel")}
        </Button>
        {unread.length > 0 && (
          <Button variant="default" onClick={read}>
            {t("retry")}
          </Button>
        )}
        {!used && unread.length === 0 && (
          <Button color="red" loading={busy || !known} onClick={() => void remove()}>
            {t("delete")}
          </Button>
        )}
      </div>
    </Modal>
  );
}
