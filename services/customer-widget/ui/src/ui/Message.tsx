import type { SendState } from "../chat/timeline";
import type { Key, Language, Translate } from "../text/catalogue";
import { Attachment } from "./Attachment";
import { Kinds, Quoted, Reactions } from "./Kinds";
import { AlertIcon, ClockIcon, TickIcon, TicksIcon } from "./icons";
import type { Row } from "./rows";
import { Text } from "./Text";

type MessageRow = Extract<Row, { kind: "message" }>;

const MARKS: Record<SendState, () => preact.JSX.Element> = {
  sending: ClockIcon,
  sent: TickIcon,
  delivered: TicksIcon,
  read: TicksIcon,
  failed: AlertIcon,
};

interface Props {
  row: MessageRow;
  language: Language;
  t: Translate;
  retry: (id: string) => void;
  choose: (title: string) => void;
}

export function Message({ row, language, t, retry, choose }: Props) {
  const time = new Date(row.at).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
  const showState = row.state !== null && (row.last || row.state === "failed" || row.state === "sending");
  return (
    <li id={`m-${row.key}`} class={`message ${row.own ? "own" : "other"} ${row.first ? "first" : ""}`} data-state={row.state ?? undefined}>
      {row.first && <span class={row.own ? "hidden" : "who"}>{row.who}</span>}
      {row.quote && <Quoted quote={row.quote} t={t} />}
      <Kinds view={row.body} t={t} />
      {row.body.attachment && !row.body.sticker && <Attachment attachment={row.body.attachment} language={language} t={t} />}
      {row.body.text !== "" && (
        <span class="bubble" dir="auto">
          <Text text={row.body.text} t={t} />
        </span>
      )}
      {row.edited && <span class="edited">{t("kindEdited")}</span>}
      <Reactions reactions={row.reactions} t={t} />
      {row.buttons.length > 0 && (
        <span class="choices">
          {row.buttons.map((button) => (
            <button
              type="button"
              key={button.title}
              class="choice"
              dir="auto"
              onClick={() => {
                choose(button.title);
              }}
            >
              {button.title}
            </button>
          ))}
        </span>
      )}
      {(row.last || showState) && (
        <span class="meta">
          <time dateTime={row.at}>{time}</time>
          {showState && row.state && <Mark state={row.state} t={t} />}
          {row.state === "failed" && (
            <button
              type="button"
              class="text-button"
              onClick={() => {
                retry(row.key);
              }}
            >
              {t("retry")}
            </button>
          )}
        </span>
      )}
    </li>
  );
}

function Mark({ state, t }: { state: SendState; t: Translate }) {
  const Icon = MARKS[state];
  return (
    <span class={`mark ${state}`}>
      <Icon />
      {t(state satisfies Key)}
    </span>
  );
}
