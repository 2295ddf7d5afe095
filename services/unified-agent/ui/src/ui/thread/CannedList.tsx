import type { CannedAnswer } from "../../net/api";
import { useDesk } from "../DeskContext";

interface Props {
  id: string;
  answers: readonly CannedAnswer[];
  chosen: number;
  choose: (answer: CannedAnswer) => void;
}

/** The keyboard stays in the composer, which names the chosen line by aria-activedescendant. */
export function CannedList({ id, answers, chosen, choose }: Props) {
  const { t } = useDesk();
  if (answers.length === 0) return <p className="canned none">{t("cannedNone")}</p>;
  return (
    <div className="canned" id={id} role="listbox" aria-label={t("canned")}>
      {answers.map((answer, i) => (
        <div
          key={answer.id}
          id={`${id}-${i}`}
          role="option"
          tabIndex={-1}
          aria-selected={i === chosen}
          // Before the composer loses the focus.
          onMouseDown={(event) => {
            event.preventDefault();
            choose(answer);
          }}
        >
          <b>/{answer.shortcut.replace(/^\//, "")}</b>
          <span dir="auto">{answer.text}</span>
        </div>
      ))}
    </div>
  );
}
