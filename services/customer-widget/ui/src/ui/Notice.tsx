import { framed, tellHost } from "../host";
import type { Translate } from "../text/catalogue";
import { CloseIcon } from "./icons";

/** A whole panel with one sentence: loading, unknown widget, nothing reachable. */
export function Notice({ text, t, retry }: { text: string; t?: Translate; retry?: () => void }) {
  return (
    <main class="notice">
      {framed && t && (
        <button
          type="button"
          class="icon-button notice-close"
          aria-label={t("close")}
          onClick={() => {
            tellHost({ type: "close" });
          }}
        >
          <CloseIcon />
        </button>
      )}
      <p role="status">{text}</p>
      {retry && t && (
        <button type="button" class="button" onClick={retry}>
          {t("tryAgain")}
        </button>
      )}
    </main>
  );
}
