import { Button } from "@mantine/core";
import { useEffect, useMemo } from "react";
import type { Thread } from "../../store/thread";
import { useAction, useDesk } from "../DeskContext";
import { Close, Edit, Send } from "../icons";
import { suggestionsOf, type Suggestion } from "./suggestions";

interface Props {
  thread: Thread;
  send: (suggestion: Suggestion) => void;
  edit: (suggestion: Suggestion) => void;
}

/** What the assistant would answer: sent, changed or put away, with a click or a key. */
export function SuggestionBar({ thread, send, edit }: Props) {
  const { desk, t } = useDesk();
  const { busy, run } = useAction();
  const { id } = thread.conversation;
  const { activities, pending } = thread;
  const suggestions = useMemo(() => suggestionsOf(activities, pending), [activities, pending]);
  const newest = suggestions.at(-1);
  const ignore = ({ seq }: Suggestion) => {
    void run(() => desk.ignoreSuggestion(id, seq));
  };

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!newest || !event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.code === "KeyS") send(newest);
      else if (event.code === "KeyE") edit(newest);
      else if (event.code === "KeyI") ignore(newest);
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => {
      removeEventListener("keydown", press);
    };
  });

  if (suggestions.length === 0) return null;
  return (
    <section className="suggestions" aria-label={t("suggestions")} aria-live="polite">
      {suggestions.map((suggestion) => (
        <article key={suggestion.id} className="suggestion">
          <p>
            <span className="kind-mark">{t("suggestionOf", { name: suggestion.who || t("bot") })}</span>
            <bdi>{suggestion.text}</bdi>
          </p>
          <div className="suggestion-actions">
            <Button
              size="compact-xs"
              leftSection={<Send size={12} />}
              title={suggestion === newest ? "Alt+S" : undefined}
              onClick={() => {
                send(suggestion);
              }}
            >
              {t("suggestionSend")}
            </Button>
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<Edit size={12} />}
              title={suggestion === newest ? "Alt+E" : undefined}
              onClick={() => {
                edit(suggestion);
              }}
            >
              {t("suggestionEdit")}
            </Button>
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<Close size={12} />}
              title={suggestion === newest ? "Alt+I" : undefined}
              disabled={busy}
              onClick={() => {
                ignore(suggestion);
              }}
            >
              {t("suggestionIgnore")}
            </Button>
          </div>
        </article>
      ))}
    </section>
  );
}
