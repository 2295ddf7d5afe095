import { useRef, type KeyboardEvent } from "react";
import { useApp } from "../../kit/AppContext";

export interface Fault {
  line: number;
  column: number;
  message: string;
}

interface Props {
  label: string;
  text: string;
  change: (text: string) => void;
  faults: readonly Fault[];
}

/** A plain text area with line numbers; faults are marked in the margin and lead to their place. */
export function CodeEditor({ label, text, change, faults }: Props) {
  const { t } = useApp();
  const area = useRef<HTMLTextAreaElement>(null);
  const lines = text.split("\n");
  const wrong = new Map(faults.map((fault) => [fault.line, fault.message]));

  const visit = ({ line, column }: Fault) => {
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + Math.max(0, column - 1);
    const end = Math.max(start + 1, lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) - 1);
    area.current?.focus();
    area.current?.setSelectionRange(start, end);
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Tab leaves the editor as everywhere; Enter keeps the indentation, which is what YAML needs most.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    const { selectionStart, selectionEnd, value } = event.currentTarget;
    const indent = /^[ ]*/.exec(value.slice(value.lastIndexOf("\n", selectionStart - 1) + 1, selectionStart))?.[0] ?? "";
    if (indent === "") return;
    event.preventDefault();
    const element = event.currentTarget;
    change(`${value.slice(0, selectionStart)}\n${indent}${value.slice(selectionEnd)}`);
    const at = selectionStart + 1 + indent.length;
    requestAnimationFrame(() => {
      element.setSelectionRange(at, at);
    });
  };
  return (
    <>
      <div className="code" dir="ltr">
        <ol className="code-lines" aria-hidden="true">
          {lines.map((_, n) => (
            <li key={n} data-wrong={wrong.has(n + 1)} title={wrong.get(n + 1)}>
              {n + 1}
            </li>
          ))}
        </ol>
        <textarea
          ref={area}
          aria-label={label}
          aria-invalid={faults.length > 0 || undefined}
          aria-describedby="code-faults"
          spellCheck={false}
          autoCapitalize="none"
          wrap="off"
          rows={Math.min(Math.max(lines.length + 1, 12), 400)}
          value={text}
          onChange={(event) => change(event.currentTarget.value)}
          onKeyDown={press}
        />
      </div>
      <ul id="code-faults" className="code-faults" aria-live="polite">
        {faults.map((fault) => (
          <li key={`${fault.line}:${fault.column} ${fault.message}`}>
            <button type="button" className="link" onClick={() => visit(fault)}>
              {t("lineColumn", { line: fault.line, column: fault.column })}
            </button>{" "}
            <span dir="auto">{fault.message}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
