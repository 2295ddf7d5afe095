import { TextInput, Textarea } from "@mantine/core";
import { useApp } from "../kit/AppContext";
import { messageFor, within } from "../kit/check";
import type { CustomProps } from "../kit/kind";
import { Rows } from "./Rows";

interface Snippet {
  title: string;
  text: string;
}

const blank = (): Snippet => ({ title: "", text: "" });

/** What a model may use to answer. */
export default function KnowledgeField({ value, change, violations }: CustomProps) {
  const { t } = useApp();
  const snippets = (Array.isArray(value) ? value : []) as Snippet[];
  return (
    <Rows<Snippet> items={snippets} change={change} blank={blank} title={({ title }, n) => title || t("nth", { n: n + 1 })} addLabel={t("addKnowledge")}>
      {(snippet, put, n) => {
        const wrong = within(violations, `[${n}]`);
        return (
          <div className="fields">
            <TextInput label={t("title")} dir="auto" value={snippet.title} error={messageFor(wrong, "title")} onChange={(event) => put({ ...snippet, title: event.currentTarget.value })} />
            <Textarea label={t("text")} dir="auto" withAsterisk autosize minRows={3} maxRows={14} value={snippet.text} error={messageFor(wrong, "text")} onChange={(event) => put({ ...snippet, text: event.currentTarget.value })} />
          </div>
        );
      }}
    </Rows>
  );
}
