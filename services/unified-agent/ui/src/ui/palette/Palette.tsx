import { Modal } from "@mantine/core";
import { useEffect, useState } from "react";
import type { FullCustomer } from "../../net/customers";
import { useAction, useDesk, useDeskState } from "../DeskContext";
import { TransferDialog } from "../thread/TransferDialog";
import { WrapUpForm } from "../thread/WrapUpForm";
import { CommandList } from "./CommandList";
import { CustomerCard } from "./CustomerCard";
import { HelpSheet } from "./HelpSheet";
import { OPEN_PALETTE } from "./events";
import type { Dialog } from "./useCommands";

/** Everything by typing: Ctrl or Cmd with K. A question mark outside of a field shows the shortcuts. */
export function Palette() {
  const { desk, t } = useDesk();
  const { busy, run } = useAction();
  const [open, setOpen] = useState<"commands" | Dialog | null>(null);
  const [customer, setCustomer] = useState<FullCustomer | null>(null);
  const thread = useDeskState((state) => (state.selected === null ? undefined : state.threads[state.selected]));
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const field = event.target instanceof HTMLElement && (event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName));
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") setOpen("commands");
      else if (event.key === "?" && !field && !event.ctrlKey && !event.metaKey) setOpen("help");
      else return;
      event.preventDefault();
    };
    const ask = () => {
      setOpen("commands");
    };
    addEventListener("keydown", press);
    addEventListener(OPEN_PALETTE, ask);
    return () => {
      removeEventListener("keydown", press);
      removeEventListener(OPEN_PALETTE, ask);
    };
  }, []);
  const close = () => {
    setOpen(null);
  };
  const closing = { "aria-label": t("close") };
  return (
    <>
      <Modal opened={open === "commands"} onClose={close} title={t("palette")} size="lg" closeButtonProps={closing}>
        <CommandList close={close} open={setOpen} show={setCustomer} />
      </Modal>
      <Modal opened={open === "help"} onClose={close} title={t("shortcuts")} closeButtonProps={closing}>
        <HelpSheet />
      </Modal>
      {open === "transfer" && thread && <TransferDialog conversationId={thread.conversation.id} mrdId={thread.task?.mrdId ?? null} close={close} />}
      <Modal opened={open === "wrapUp" && thread !== undefined} onClose={close} lockScroll={false} title={t("wrapUpTitle")} closeButtonProps={closing}>
        {thread && (
          <WrapUpForm
            submitLabel={t("wrapUpApply")}
            busy={busy}
            submit={(codes, note) => {
              void run(() => desk.applyWrapUp(thread.conversation.id, codes, note)).then((done) => {
                if (done) close();
              });
            }}
          />
        )}
      </Modal>
      <Modal opened={customer !== null} onClose={() => { setCustomer(null); }} title={t("profile")} closeButtonProps={closing}>
        {customer && <CustomerCard customer={customer} />}
      </Modal>
    </>
  );
}
