import { TextInput, Textarea } from "@mantine/core";
import type { Faq } from "../api/documents";
import { useApp } from "../kit/AppContext";
import { messageFor, within } from "../kit/check";
import type { CustomProps } from "../kit/kind";
import { Rows } from "./Rows";
import { Tags } from "./Tags";

const blank = (): Faq => ({ name: "", keywords: [[]], patterns: [], answer: "", buttons: [] });

/** Questions a bot answers: of every line of words one must occur. */
export default function FaqsField({ value, change, violations }: CustomProps) {
  const { t } = useApp();
  const faqs = (Array.isArray(value) ? value : []) as Faq[];
  return (
    <Rows<Faq> items={faqs} change={change} blank={blank} title={({ name }, n) => name || t("faqNth", { n: n + 1 })} addLabel={t("addFaq")}>
      {(faq, put, n) => {
        const wrong = within(violations, `[${n}]`);
        const { keywords = [], patterns = [], buttons = [] } = faq;
        const groups = keywords.length === 0 && patterns.length === 0 ? [[]] : keywords;
        const group = (at: number, words: string[]) => {
          const next = groups.map((old, other) => (other === at ? words : old));
          put({ ...faq, keywords: next.filter((one, other) => one.length > 0 || other === at) });
        };
        return (
          <div className="fields">
            <TextInput label={t("faqName")} dir="auto" withAsterisk value={faq.name} error={messageFor(wrong, "name")} onChange={(event) => put({ ...faq, name: event.currentTarget.value })} />
            {groups.map((words, at) => (
              <Tags
                key={at}
                label={at === 0 ? t("faqWords") : t("faqWordsAnd")}
                description={at === 0 ? t("faqWordsHint") : undefined}
                value={words}
                error={messageFor(wrong, `keywords[${at}]`) ?? (at === 0 ? (messageFor(wrong, "keywords") ?? messageFor(wrong, "")) : null)}
                split={[",", ";", "\n"]}
                onChange={(next) => group(at, next)}
              />
            ))}
            {groups.length > 0 && (groups.at(-1)?.length ?? 0) > 0 && (
              <button type="button" className="link" onClick={() => put({ ...faq, keywords: [...groups, []] })}>
                {t("faqAnotherWord")}
              </button>
            )}
            <Tags
              label={t("faqPatterns")}
              description={t("faqPatternsHint")}
              dir="ltr"
              value={patterns}
              error={messageFor(wrong, "patterns")}
              split={["\n"]}
              onChange={(next) => put({ ...faq, patterns: next })}
            />
            <Textarea label={t("answer")} dir="auto" withAsterisk autosize minRows={2} value={faq.answer} error={messageFor(wrong, "answer")} onChange={(event) => put({ ...faq, answer: event.currentTarget.value })} />
            <Tags
              label={t("buttons")}
              description={t("buttonsHint")}
              value={buttons.map(({ title }) => title)}
              error={messageFor(wrong, "buttons")}
              onChange={(titles) => put({ ...faq, buttons: titles.map((title) => buttons.find((old) => old.title === title) ?? { title }) })}
            />
          </div>
        );
      }}
    </Rows>
  );
}
