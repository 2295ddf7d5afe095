import { Button, Skeleton } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import type { Conversation } from "../../store/model";
import { useAction, useDesk, useDeskState } from "../DeskContext";

const PAGE = 20;

export function PastConversations({ customerId, current }: { customerId: string; current: string }) {
  const { desk, t, language } = useDesk();
  const { run } = useAction();
  const live = useDeskState((state) => state.live);
  const viewing = useDeskState((state) => state.viewing?.conversation.id);
  const [list, setList] = useState<Conversation[] | "failed" | null>(null);
  const [more, setMore] = useState(false);

  const load = useCallback(
    async (before?: Conversation) => {
      try {
        const page = await desk.pastConversations(customerId, before?.createdAt);
        setMore(page.length === PAGE);
        setList((known) => [...(before && Array.isArray(known) ? known : []), ...page]);
      } catch {
        if (!before) setList("failed");
      }
    },
    [desk, customerId],
  );
  useEffect(() => {
    if (live) void load();
  }, [live, load]);

  const past = Array.isArray(list) ? list.filter((conversation) => conversation.id !== current) : [];
  const last = past.at(-1);
  return (
    <section>
      <h3>{t("past")}</h3>
      {list === null && <Skeleton height={44} radius={8} />}
      {list === "failed" && (
        <p className="faint">
          {t("pastFailed")}{" "}
          <Button size="compact-xs" variant="default" onClick={() => void load()}>
            {t("retry")}
          </Button>
        </p>
      )}
      {Array.isArray(list) && past.length === 0 && <p className="faint">{t("pastNone")}</p>}
      <ul className="past">
        {past.map((conversation) => (
          <li key={conversation.id}>
            <button type="button" aria-current={viewing === conversation.id} onClick={() => void run(() => desk.view(conversation.id))}>
              <span>{new Date(conversation.createdAt).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" })}</span>
              <span className="faint preview" dir="auto">
                {conversation.preview}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {more && last && (
        <Button size="compact-sm" variant="default" onClick={() => void load(last)}>
          {t("loadMore")}
        </Button>
      )}
    </section>
  );
}
