import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { go } from "../shell/router";
import { useApp } from "./AppContext";
import type { AnyKind, Doc } from "./kind";
import { explain } from "./States";
import { UseList, useUses } from "./UsedBy";

export function DeleteDialog({ kind, document, close }: { kind: AnyKind; document: Doc; close: () => void }) {
  const { library, t, say } = useApp();
  const { uses, known } = useUses(kind, document);
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
      {uses.length > 0 ? (
        <>
          <p>{t("deleteInUse")}</p>
          <UseList uses={uses} />
        </>
      ) : (
        <p>{t("deleteQuestion")}</p>
      )}
      <p className="problem" role="alert">
        {problem}
      </p>
      <div className="dialog-actions">
        <Button variant="default" onClick={close} data-autofocus>
          {t("cancel")}
        </Button>
        {uses.length === 0 && (
          <Button color="red" loading={busy || !known} onClick={() => void remove()}>
            {t("delete")}
          </Button>
        )}
      </div>
    </Modal>
  );
}
