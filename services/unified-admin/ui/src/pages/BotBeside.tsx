import { Button, TextInput } from "@mantine/core";
import { useEffect, useRef, useState, type SubmitEvent } from "react";
import type { Bot, Tried } from "../api/documents";
import { Problem } from "../auth";
import { bots } from "../kinds/bots";
import { useApp } from "../kit/AppContext";
import type { BesideProps } from "../kit/kind";
import { Scroll } from "../kit/Scroll";
import { explain } from "../kit/States";
import { HostRefused, hostOf } from "./bots/HostRefused";
import { Usage } from "./bots/Usage";

interface Line {
  who: "customer" | "bot" | "system";
  text: string;
  buttons: string[];
}

/** What is not among the hosts that whoever runs the installation has allowed. */
const NOT_ALLOWED = "BOT_HOST_NOT_ALLOWED";

/** A talk with the bot as it is in the form, saved or not; nobody else hears it. */
export default function BotBeside({ draft, document }: BesideProps) {
  const { t, api } = useApp();
  const bot = draft as unknown as Bot;
  const [lines, setLines] = useState<readonly Line[]>([]);
  const [misses, setMisses] = useState(0);
  /** The address that may not be called, as it was when that was said. */
  const [refused, setRefused] = useState<string | null>(null);
  const [text, setText] = useState("");
  const log = useRef<HTMLDivElement>(null);
  const version = document?.version;
  useEffect(() => {
    setLines([]);
    setMisses(0);
  }, [version]);
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [lines]);
  const greeting: Line[] = bot.definition.greeting === "" ? [] : [{ who: "bot", text: bot.definition.greeting, buttons: [] }];

  const say = async (said: string) => {
    if (said.trim() === "") return;
    setLines((all) => [...all, { who: "customer", text: said, buttons: [] }]);
    setText("");
    try {
      const history = lines.filter(({ who }) => who !== "system").map((line) => ({ customer: line.who === "customer", text: line.text }));
      const body = { bot: bots.prepare?.(draft) ?? draft, id: document?.id ?? "", text: said, misses, history };
      const answer = (await api.post("/bot-framework/v1/try", body)) as Tried;
      setMisses(answer.misses);
      const replies = (answer.replies).map(replyOf);
      const handed: Line[] = answer.findAgent ? [{ who: "system", text: t("tryHandover"), buttons: [] }] : [];
      const failed: Line[] = answer.failure ? [{ who: "system", text: t("botFailed", { why: answer.failure.detail }), buttons: [] }] : [];
      setRefused(answer.failure?.code === NOT_ALLOWED ? addressOf(bot) : null);
      setLines((all) => [...all, ...replies, ...handed, ...failed]);
    } catch (error) {
      const forbidden = error instanceof Problem && error.code === NOT_ALLOWED;
      setRefused(forbidden ? addressOf(bot) : null);
      const text = forbidden ? t("hostRefused", { host: hostOf(addressOf(bot)) }) : explain(error, t);
      setLines((all) => [...all, { who: "system", text, buttons: [] }]);
    }
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void say(text);
  };
  return (
    <>
      {refused !== null && refused === addressOf(bot) && <HostRefused address={refused} />}
      <section className="card quiet try">
        <h2>{t("tryIt")}</h2>
        <p className="faint small">{t("tryHint")}</p>
        <Scroll label={t("tryIt")} className="try-log" live place={log}>
          <ul>
            {[...greeting, ...lines].map((line, n) => (
              <li key={n} className={`try-${line.who}`}>
                <span dir="auto">{line.text}</span>
                {line.buttons.map((title) => (
                  <Button key={title} size="compact-xs" variant="default" onClick={() => void say(title)}>
                    {title}
                  </Button>
                ))}
              </li>
            ))}
          </ul>
        </Scroll>
        <form onSubmit={submit} className="try-form">
          <TextInput className="grow" aria-label={t("tryLabel")} placeholder={t("tryLabel")} dir="auto" value={text} maxLength={4096} onChange={(event) => setText(event.currentTarget.value)} />
          <Button type="submit" variant="default">
            {t("send")}
          </Button>
        </form>
      </section>
      {document && <Usage bot={document as unknown as Bot} />}
    </>
  );
}

/** Where a bot that lives elsewhere is called. */
const addressOf = ({ type, webhook, rasa, openai }: Bot): string => (type === "WEBHOOK" ? webhook?.url : type === "RASA" ? rasa?.url : openai?.baseUrl) ?? "";

/** A message's body as the log has it; unknown shapes are shown as they are. */
function replyOf(body: unknown): Line {
  const { markdownText, text, buttons } = body as { markdownText?: string; text?: string; buttons?: { title: string }[] };
  return { who: "bot", text: text ?? markdownText ?? JSON.stringify(body), buttons: (buttons ?? []).map(({ title }) => title) };
}
