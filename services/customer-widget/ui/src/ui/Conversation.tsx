import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Chat } from "../chat/chat";
import type { WidgetConfig } from "../chat/model";
import { standing } from "../chat/wait";
import type { Language, Translate } from "../text/catalogue";
import { filesOf } from "../files/upload";
import { Composer } from "./Composer";
import { OnTheirWay } from "./OnTheirWay";
import { EndedPanel, EndQuestion } from "./Ending";
import { Message } from "./Message";
import { rows } from "./rows";
import { Waiting } from "./Waiting";
import type { ChatView } from "../chat/view";

interface Props {
  chat: Chat;
  view: ChatView;
  config: WidgetConfig;
  language: Language;
  t: Translate;
  confirming: boolean;
  setConfirming: (confirming: boolean) => void;
}

/** This near the end counts as "reading the newest": new lines then scroll into view by themselves. */
const NEAR = 80;

export function Conversation({ chat, view, config, language, t, confirming, setConfirming }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const lastTop = useRef(0);
  const [behind, setBehind] = useState(false);
  const [dragging, setDragging] = useState(false);
  const list = rows(view.timeline, t);
  const wait = view.phase === "live" ? standing(view.timeline, view.wait) : null;
  const ended = view.phase === "ended";

  const toEnd = () => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
    setBehind(false);
  };
  const lines = list.length;
  const typing = view.typing !== null;
  const draft = view.draft?.text;
  useLayoutEffect(() => {
    if (following.current) toEnd();
  }, [lines, typing, draft]);
  useEffect(() => {
    if (!following.current) setBehind(true);
  }, [lines]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    // The panel changes height when the keyboard opens or the composer grows: stay at the end if we were there.
    const observer = new ResizeObserver(() => {
      if (following.current) toEnd();
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);

  const attach = (files: readonly File[]) => {
    following.current = true;
    chat.attach(files);
  };
  const drop = {
    onDragOver: (event: DragEvent) => {
      if (ended || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      setDragging(true);
    },
    onDragLeave: (event: DragEvent) => {
      if (!(event.currentTarget as Element).contains(event.relatedTarget as Node | null)) setDragging(false);
    },
    onDrop: (event: DragEvent) => {
      setDragging(false);
      const files = filesOf(event.dataTransfer);
      if (ended || files.length === 0) return;
      event.preventDefault();
      attach(files);
    },
  };

  return (
    <main class="conversation" {...drop}>
      {dragging && <p class="drop">{t("dropFiles")}</p>}
      <div
        class="scroller"
        ref={scroller}
        // A scrolling region must be reachable without a mouse.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="region"
        aria-label={t("messages")}
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
          // A panel that shrinks is no reading further up: only going up is.
          if (scrollHeight - scrollTop - clientHeight < NEAR) following.current = true;
          else if (scrollTop < lastTop.current - 1) following.current = false;
          lastTop.current = scrollTop;
          if (following.current) setBehind(false);
        }}
      >
        <div role="log" aria-live="polite" aria-relevant="additions" aria-label={t("messages")}>
          <ul class="messages">
            {list.map((row) =>
              row.kind === "line" ? (
                <li class="line" key={row.key}>
                  {row.text}
                </li>
              ) : (
                <Message
                  key={row.key}
                  row={ended ? { ...row, buttons: [] } : row}
                  language={language}
                  t={t}
                  retry={(id) => {
                    chat.retry(id);
                  }}
                  choose={(title) => {
                    following.current = true;
                    chat.send(title);
                  }}
                />
              ),
            )}
          </ul>
        </div>
        {/* Read out once it is whole: a sentence that grows would be read again and again. */}
        {view.draft && (
          <div class="message other first draft" aria-hidden="true">
            <span class="who">{view.draft.who === "" ? t("bot") : view.draft.who}</span>
            <span class="bubble" dir="auto">
              {view.draft.text}
            </span>
          </div>
        )}
        <p class="typing" role="status">
          {view.typing !== null && (
            <>
              <span class="dots" aria-hidden="true">
                <i />
                <i />
                <i />
              </span>
              {view.typing === "" ? t("someoneTyping") : t("typing", { name: view.typing })}
            </>
          )}
        </p>
      </div>
      {behind && (
        <button type="button" class="chip" onClick={toEnd}>
          {t("newMessages")} ↓
        </button>
      )}
      {wait && <Waiting wait={wait} language={language} t={t} />}
      {!ended && view.uploads.length > 0 && (
        <OnTheirWay
          uploads={view.uploads}
          language={language}
          t={t}
          remove={(id) => {
            chat.detach(id);
          }}
        />
      )}
      {ended ? (
        <EndedPanel chat={chat} view={view} config={config} t={t} />
      ) : (
        <Composer
          chat={chat}
          config={config}
          t={t}
          onSend={() => {
            following.current = true;
          }}
        />
      )}
      {confirming && (
        <EndQuestion
          t={t}
          no={() => {
            setConfirming(false);
          }}
          yes={() => {
            setConfirming(false);
            chat.end();
          }}
        />
      )}
    </main>
  );
}
