import { Skeleton } from "@mantine/core";
import { useEffect, useState } from "react";
import { Problem } from "../auth";
import { Page } from "../shell/Page";
import { inSentence } from "../text/translate";
import { useApp, useShelf, useShelves } from "./AppContext";
import { Editor } from "./Editor";
import type { AnyKind, Doc } from "./kind";
import { Failed } from "./States";

/** One document: the newest there is, read when the page is opened. */
export default function EditorPage({ kind, id }: { kind: AnyKind; id: string | null }) {
  const { library, t, language } = useApp();
  const shelf = useShelf(kind.name);
  const shelves = useShelves(...(kind.needs ?? []));
  const [read, setRead] = useState<{ id: string; problem: Problem | null } | null>(null);

  useEffect(() => {
    if (id === null) return;
    library.readOne(kind.name, id).then(
      () => {
        setRead({ id, problem: null });
      },
      (error: unknown) => {
        setRead({ id, problem: error instanceof Problem ? error : new Problem(500, "", String(error)) });
      },
    );
  }, [library, kind, id]);

  const crumbs = [{ to: kind.name, text: t(kind.many) }];
  if (id === null) {
    // What a new one begins with may depend on what there is.
    const waiting = (kind.needs ?? []).some((need) => shelves[need].status === "unread" || shelves[need].status === "reading");
    if (waiting) return <Waiting title={t("newOne", { kind: inSentence(t(kind.one), language) })} crumbs={crumbs} />;
    return <Editor key="new" kind={kind} document={null} start={kind.blank(shelves)} />;
  }
  const document = (shelf.items as unknown as Doc[]).find((item) => item.id === id);
  if (read?.id !== id) return <Waiting title={document ? kind.nameOf(document) : "…"} crumbs={crumbs} />;
  if (read.problem || !document) {
    return (
      <Page title={t(kind.one)} crumbs={crumbs}>
        <Failed
          problem={read.problem ?? new Problem(404, "", "")}
          retry={() => {
            setRead(null);
            void library.readOne(kind.name, id).then(
              () => {
                setRead({ id, problem: null });
              },
              (error: unknown) => {
                setRead({ id, problem: error as Problem });
              },
            );
          }}
        />
      </Page>
    );
  }
  return <Editor key={id} kind={kind} document={document} start={document} />;
}

function Waiting({ title, crumbs }: { title: string; crumbs: { to: string; text: string }[] }) {
  return (
    <Page title={title} crumbs={crumbs}>
      <div className="skeletons" aria-busy="true">
        <Skeleton height={280} radius="md" />
        <Skeleton height={160} radius="md" />
      </div>
    </Page>
  );
}
