import type { Key } from "../../text/translate";
import { useDesk } from "../DeskContext";

const MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);
const SHORTCUTS: readonly (readonly [keys: readonly string[], what: Key])[] = [
  [[MAC ? "⌘" : "Ctrl", "K"], "palette"],
  [["Alt", "↑"], "shortcutPrevious"],
  [["Alt", "↓"], "shortcutNext"],
  [["Alt", "A"], "keyAccept"],
  [["Alt", "D"], "keyDecline"],
  [["Alt", "R"], "shortcutReply"],
  [["Alt", "N"], "shortcutNote"],
  [["Alt", "Q"], "shortcutQuote"],
  [["Alt", "S"], "shortcutSuggestionSend"],
  [["Alt", "E"], "shortcutSuggestionEdit"],
  [["Alt", "I"], "shortcutSuggestionIgnore"],
  [["/"], "canned"],
  [["Enter"], "send"],
  [["Shift", "Enter"], "shortcutLine"],
  [["?"], "shortcuts"],
];

/** Every key that does something. */
export function HelpSheet() {
  const { t } = useDesk();
  return (
    <dl className="help-sheet">
      {SHORTCUTS.map(([keys, what]) => (
        <div key={what}>
          <dt>
            {keys.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{t(what)}</dd>
        </div>
      ))}
    </dl>
  );
}
