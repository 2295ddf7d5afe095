/** What calls the agent when the eye is elsewhere: sound, a flashing title, a browser notification if allowed. */
import { useEffect } from "react";
import { useDesk, useDeskState } from "../ui/DeskContext";
import { unread } from "../store/thread";
import { blip, ring, unlockSound } from "./sound";

const RING_EVERY = 3_000;
const FLASH_EVERY = 1_000;

export function useAlerts(): void {
  const { desk, store, t } = useDesk();
  const offer = useDeskState((state) => state.offers[0]);
  const offerId = offer?.id;
  const name = offer?.customerName ?? t("anonymous");
  const count = useDeskState((state) =>
    Object.values(state.threads).reduce((sum, thread) => sum + (thread.closed === null ? unread(thread, state.me?.id ?? null) : 0), 0),
  );

  useEffect(unlockSound, []);

  useEffect(() => {
    desk.onIncoming = (conversationId) => {
      if (document.hidden || !document.hasFocus() || store.get().selected !== conversationId) blip();
    };
  }, [desk, store]);

  useEffect(() => {
    if (offerId === undefined) return undefined;
    ring();
    const timer = setInterval(ring, RING_EVERY);
    const allowed = typeof Notification !== "undefined" && Notification.permission === "granted" && document.hidden;
    const note = allowed ? new Notification(t("offerTitle"), { body: name, tag: offerId }) : null;
    if (note) note.onclick = () => window.focus();
    return () => {
      clearInterval(timer);
      note?.close();
    };
  }, [offerId, name, t]);

  useEffect(() => {
    const plain = count > 0 ? `(${count}) ${t("product")}` : t("product");
    document.title = plain;
    if (offerId === undefined) return undefined;
    let on = false;
    const timer = setInterval(() => {
      on = !on;
      document.title = on ? t("incoming", { name }) : plain;
    }, FLASH_EVERY);
    return () => {
      clearInterval(timer);
      document.title = plain;
    };
  }, [offerId, name, count, t]);
}
