import { Select, Switch, TextInput } from "@mantine/core";
import type { Form, Question } from "../api/documents";
import { useApp } from "../kit/AppContext";
import { messageFor, within } from "../kit/check";
import type { CustomProps } from "../kit/kind";
import type { Key } from "../text/translate";
import { keyOf } from "./keyOf";
import { Rows } from "./Rows";
import { Tags } from "./Tags";

const TYPES: readonly (readonly [Question["type"], Key])[] = [
  ["TEXT", "questionText"],
  ["PARAGRAPH", "questionParagraph"],
  ["ALPHANUMERIC", "questionAlphanumeric"],
  ["NUMBER", "questionNumber"],
  ["EMAIL", "questionEmail"],
  ["PHONE", "questionPhone"],
  ["DATE", "questionDate"],
  ["BOOLEAN", "questionBoolean"],
  ["MULTIPLE_CHOICE", "questionMultipleChoice"],
  ["CHECK_BOXES", "questionCheckBoxes"],
  ["DROP_DOWN", "questionDropDown"],
  ["FIVE_STAR", "questionFiveStar"],
  ["NPS", "questionNps"],
];
const CHOICES: readonly Question["type"][] = ["MULTIPLE_CHOICE", "CHECK_BOXES", "DROP_DOWN"];
type Section = Form["sections"][number];

const blank = (): Question => ({ key: "", label: "", help: "", type: "TEXT", required: false, options: [] });

export default function QuestionsField({ value, change, violations }: CustomProps) {
  const { t } = useApp();
  const sections = (Array.isArray(value) ? value : []) as Section[];
  const taken = sections.flatMap(({ questions }) => questions.map(({ key }) => key));
  return (
    <Rows<Section>
      items={sections}
      change={change}
      blank={() => ({ title: "", questions: [blank()] })}
      title={({ title }, n) => title || t("sectionNth", { n: n + 1 })}
      addLabel={t("addSection")}
    >
      {(section, set, s) => {
        const wrong = within(violations, `[${s}]`);
        return (
          <>
            <TextInput label={t("sectionTitle")} dir="auto" value={section.title} error={messageFor(wrong, "title")} onChange={(event) => set({ ...section, title: event.currentTarget.value })} />
            <Rows<Question>
              items={section.questions}
              change={(questions) => set({ ...section, questions })}
              blank={blank}
              title={({ label }, n) => label || t("questionNth", { n: n + 1 })}
              addLabel={t("addQuestion")}
            >
              {(question, put, q) => <QuestionPart question={question} put={put} taken={taken} wrong={within(wrong, `questions[${q}]`)} />}
            </Rows>
          </>
        );
      }}
    </Rows>
  );
}

function QuestionPart({ question, put, taken, wrong }: { question: Question; put: (question: Question) => void; taken: readonly string[]; wrong: CustomProps["violations"] }) {
  const { t } = useApp();
  const choice = CHOICES.includes(question.type);
  const rename = (label: string) => {
    // The key follows the label until somebody gives it a name of its own.
    const follows = question.key === "" || question.key === keyOf(question.label, taken.filter((key) => key !== question.key));
    put({ ...question, label, key: follows ? keyOf(label, taken.filter((key) => key !== question.key)) : question.key });
  };
  return (
    <div className="fields">
      <TextInput className="half" label={t("question")} dir="auto" withAsterisk value={question.label} error={messageFor(wrong, "label")} onChange={(event) => rename(event.currentTarget.value)} />
      <Select
        className="half"
        label={t("type")}
        allowDeselect={false}
        data={TYPES.map(([type, word]) => ({ value: type, label: t(word) }))}
        value={question.type}
        onChange={(type) => put({ ...question, type: type as Question["type"], options: CHOICES.includes(type as Question["type"]) ? question.options : [] })}
      />
      {choice && (
        <Tags
          label={t("options")}
          description={t("valuesHint")}
          withAsterisk
          value={question.options}
          error={messageFor(wrong, "options")}
          onChange={(options) => put({ ...question, options })}
        />
      )}
      <TextInput className="half" label={t("key")} description={t("questionKeyHint")} dir="ltr" value={question.key} error={messageFor(wrong, "key")} onChange={(event) => put({ ...question, key: event.currentTarget.value })} />
      <TextInput className="half" label={t("help")} description={t("helpHint")} dir="auto" value={question.help} error={messageFor(wrong, "help")} onChange={(event) => put({ ...question, help: event.currentTarget.value })} />
      <Switch label={t("required")} checked={question.required} onChange={(event) => put({ ...question, required: event.currentTarget.checked })} />
    </div>
  );
}
