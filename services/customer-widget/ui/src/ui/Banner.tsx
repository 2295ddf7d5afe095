import { useEffect, useRef, useState } from "preact/hooks";
import type { Translate } from "../text/catalogue";
import type { ChatView } from "../chat/view";

/** Lies over the thread instead of pushing it down. The countdown is for the eye only: read aloud it would never stop. */
export function Banner({ view, t, retry }: { view: ChatView; t: Translate; retry: () => void }) {
  const { connection } = view;
  const wasLost = useRef(false);
  const [back, setBack] = useState(false);
  const [now, setNow] = useState(Date.now());

  useEffect(() => {
    if (connection.status === "waiting") {
      wasLost.current = true;
      setNow(Date.now());
      const timer = setInterval(() => {
        setNow(Date.now());
      }, 500);
      return () => {
        clearInterval(timer);
      };
    }
    if (connection.status !== "online" || !wasLost.current) return undefined;
    wasLost.current = false;
    setBack(true);
    const timer = setTimeout(() => {
      setBack(false);
    }, 3_000);
    return () => {
      clearTimeout(timer);
    };
  }, [connection]);

  const seconds = connection.status === "waiting" ? Math.max(0, Math.ceil((connection.retryAt - now) / 1_000)) : 0;
  const lost = connection.status === "waiting" || (connection.status === "connecting" && wasLost.current);
  return (
    <div class="banner-place">
      <p class="hidden" role="status">
        {lost ? t("offlineShort") : back ? t("backOnline") : ""}
      </p>
      {lost && (
        <div class="banner lost">
          <span aria-hidden="true">{connection.status === "waiting" ? t("offline", { seconds }) : t("connecting")}</span>
          {connection.status === "waiting" && (
            <button type="button" class="text-button" onClick={retry}>
              {t("retryNow")}
            </button>
          )}
        </div>
      )}
      {!lost && back && (
        <div class="banner back" aria-hidden="true">
          {t("backOnline")}
        </div>
      )}
    </div>
  );
}
