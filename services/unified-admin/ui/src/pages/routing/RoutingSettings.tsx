import { useState } from "react";
import { KINDS } from "../../kinds";
import { useApp, useShelf } from "../../kit/AppContext";
import { Editor } from "../../kit/Editor";
import EditorPage from "../../kit/EditorPage";
import { Failed, Loading } from "../../kit/States";
import { Page } from "../../shell/Page";

const kind = KINDS["routing-settings"];

/** What holds for all queues together: one document, which there may not be yet. */
export default function RoutingSettings() {
  const { t, library } = useApp();
  const { items, status, problem } = useShelf("routing-settings");
  if (status === "ready") return <Form id={items[0]?.id ?? null} />;
  return (
    <Page title={t("routingSettings")} about={t("routingSettingsAbout")}>
      {status === "failed" ? (
        <Failed
          problem={problem}
          retry={() => {
            void library.read("routing-settings");
          }}
        />
      ) : (
        <Loading rows={2} />
      )}
    </Page>
  );
}

/** Stays what it was when it was opened: a form is not taken away from under somebody because a colleague has made the document meanwhile. */
function Form({ id }: { id: string | null }) {
  const { library } = useApp();
  const [first] = useState(id);
  if (first !== null) return <EditorPage kind={kind} id={first} />;
  return <Editor kind={kind} document={null} start={kind.blank(library.all())} />;
}
