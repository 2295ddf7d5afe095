import { useEffect, useRef } from "preact/hooks";
import type { Chat } from "../chat/chat";
import type { WidgetConfig } from "../chat/model";
import type { Translate } from "../text/catalogue";
import type { ChatView } from "../chat/view";

export function EndQuestion({ t, yes, no }: { t: Translate; yes: () => void; no: () => void }) {
  const stay = useRef<HTMLButtonElement>(null);
  const leave = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    stay.current?.focus();
    // The dialog is modal: Tab goes between its two answers only.
    const trap = (event: KeyboardEvent) => {
      if (event.key !== "Tab") return;
      event.preventDefault();
      (document.activeElement === stay.current ? leave : stay).current?.focus();
    };
    addEventListener("keydown", trap);
    return () => {
      removeEventListener("keydown", trap);
      before?.focus();
    };
  }, []);
  return (
    <div class="veil">
      <div
        class="question"
        role="alertdialog"
        aria-modal="true"
        aria-labelledby="end-question"
      >
        <p id="end-question">{t("endQuestion")}</p>
        <div class="answers">
          <button type="button" class="button quiet" ref={stay} onClick={no}>
            {t("endNo")}
          </button>
          <button type="button" class="button" ref={leave} onClick={yes}>
            {t("endYes")}
          </button>
        </div>
      </div>
    </div>
  );
}

interface EndedProps {
  chat: Chat;
  view: ChatView;
  config: WidgetConfig;
  t: Translate;
}

/** Takes the composer's place: the words stay readable above it. */
export function EndedPanel({ chat, view, config, t }: EndedProps) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus();
  }, []);
  return (
    <section class="ended">
      <h2 ref={title} tabIndex={-1}>
        {t("endedTitle")}
      </h2>
      {view.endReason !== "CUSTOMER" && <p>{t(reasonKey(view.endReason))}</p>}
      {config.enableTranscript !== false && (
        // The transcript page may ask this window for the token, so the opener is kept; it is our own origin.
        <a href="/web-widget/transcript" target="_blank" rel="opener">
          {t("transcript")}
          <span class="hidden"> {t("newWindow")}</span>
        </a>
      )}
      <button
        type="button"
        class="button wide"
        onClick={() => {
          chat.again();
        }}
      >
        {t("newChat")}
      </button>
    </section>
  );
}

function reasonKey(reason: string | null) {
  if (reason === "AGENT" || reason === "FORCE_CLOSED") return "endedAgent";
  return reason === "INACTIVITY" ? "endedInactivity" : "endedOther";
}
