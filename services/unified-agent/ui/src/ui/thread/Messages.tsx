import { Button } from "@mantine/core";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Thread } from "../../store/thread";
import { useAction, useDesk, useDeskState, useNow } from "../DeskContext";
import { Pictures } from "../files/Pictures";
import { Down } from "../icons";
import { Group } from "./Group";
import { threadItems } from "./items";
import { DrawContext, isLong, newest } from "./newest";

/** This near the end counts as reading the newest. */
const NEAR = 80;

/** `quotes`: whether the customer would see which message is answered. */
export function Messages({ thread, readOnly, quotes }: { thread: Thread; readOnly: boolean; quotes: boolean }) {
  const { store, desk, t, language } = useDesk();
  const me = useDeskState((state) => state.me?.id ?? null);
  const minute = useNow(60_000);
  const { busy, run } = useAction();
  const scroller = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const lastTop = useRef(0);
  const heightBefore = useRef<number | null>(null);
  const [away, setAway] = useState(false);
  const [fresh, setFresh] = useState(false);
  const { id } = thread.conversation;
  // What is looked up in a past conversation may be anywhere in it.
  const [from, setFrom] = useState(() => (readOnly ? 0 : newest(thread.activities)));
  const items = useMemo(() => threadItems(thread, { me, now: minute, language, t }, from), [thread, me, minute, language, t, from]);
  const { last } = thread;
  const canReply = !readOnly && quotes && thread.closed === null && thread.task?.state === "ACTIVE";
  const waiting = thread.pending.length;
  const oldest = thread.activities[0]?.seq;

  const look = useCallback(() => {
    if (readOnly || !following.current || document.visibilityState !== "visible") return;
    store.dispatch({ type: "seen", conversationId: id });
  }, [store, id, readOnly]);

  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
    following.current = true;
    setAway(false);
    setFresh(false);
    look();
  }, [look]);

  // Earlier messages go in above: what is being read must not move.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && heightBefore.current !== null) element.scrollTop += element.scrollHeight - heightBefore.current;
    else if (following.current) toEnd();
    heightBefore.current = null;
  }, [oldest, from, toEnd]);
  useLayoutEffect(() => {
    if (following.current) toEnd();
    else setFresh(true);
  }, [last, toEnd]);
  useLayoutEffect(() => {
    if (following.current && !readOnly && isLong(thread.activities, from)) setFrom(newest(thread.activities));
  }, [thread.activities, from, readOnly]);
  // One's own words are always shown, wherever one has scrolled to.
  useLayoutEffect(() => {
    if (waiting > 0) toEnd();
  }, [waiting, toEnd]);
  useEffect(() => {
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
    };
  }, [look]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    // The composer grows, a banner comes: stay at the end if we were there.
    const observer = new ResizeObserver(() => {
      if (following.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);

  const loadEarlier = () => {
    heightBefore.current = scroller.current?.scrollHeight ?? null;
    following.current = false;
    if (from > 0) setFrom(newest(thread.activities, from));
    else if (oldest !== undefined) void run(() => desk.loadEarlier(id, oldest));
  };

  /** One that is quoted may be further up than what is drawn. */
  const draw = useCallback(
    (message: string) => {
      const row = thread.activities.find((activity) => activity.id === message);
      if (!row || row.seq >= from) return;
      following.current = false;
      setFrom(newest(thread.activities, row.seq + 1));
    },
    [thread.activities, from],
  );

  return (
    <DrawContext value={draw}>
      <div className="messages">
        <Pictures thread={thread} />
        <div
          className="scroller"
          ref={scroller}
          role="region"
          aria-label={t("thread")}
          // A scrolling region must be reachable without a mouse.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          onScroll={(event) => {
            const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
            const near = scrollHeight - scrollTop - clientHeight < NEAR;
            // A pane that shrinks is no reading further up: only going up is.
            if (near) following.current = true;
            else if (scrollTop < lastTop.current - 1) following.current = false;
            lastTop.current = scrollTop;
            setAway(!following.current);
            if (near) {
              setFresh(false);
              look();
            }
          }}
        >
          <div className="earlier">
            {(thread.more || from > 0) && !readOnly ? (
              <Button variant="default" size="compact-sm" loading={busy} onClick={loadEarlier}>
                {t("loadEarlier")}
              </Button>
            ) : (
              <span className="faint">{t("threadStart")}</span>
            )}
          </div>
          <div role="log" aria-live="polite" aria-label={t("thread")}>
            <ol className="items">
              {items.map((item) =>
                item.kind === "group" ? (
                  <Group key={item.key} item={item} conversationId={id} canReply={canReply} />
                ) : (
                  <li key={item.key} className={item.kind}>
                    <span>{item.text}</span>
                  </li>
                ),
              )}
            </ol>
          </div>
          <p className="typing" role="status">
            {thread.typing.map((typing) => (
              <span key={typing.id}>
                <span className="dots" aria-hidden="true">
                  <i />
                  <i />
                  <i />
                </span>
                {t("isTyping", { name: typing.name || t("customer") })}
              </span>
            ))}
          </p>
        </div>
        {away && (
          <button type="button" className="chip" data-fresh={fresh} onClick={toEnd}>
            {t(fresh ? "newMessages" : "jump")} <Down size={14} />
          </button>
        )}
      </div>
    </DrawContext>
  );
}
