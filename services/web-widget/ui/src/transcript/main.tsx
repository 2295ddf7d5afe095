import { foldOnce, summary, type Shown } from "@switchboard/customer-widget/messages";
import { directionOf, fileSize, isMessage, isOwn, linkify, pickLanguage, type Activity } from "@switchboard/customer-widget/text";
import { render } from "preact";
import { load, type Transcript } from "./load";
import { WORDS, type Words } from "./words";
import "./style.css";

const language = pickLanguage(new URLSearchParams(location.search).get("language"), ...navigator.languages);
const words = WORDS[language];
const root = document.getElementById("app") as HTMLElement;
document.documentElement.lang = language;
document.documentElement.dir = directionOf(language);
document.title = words.title;

function eventText({ body, name }: Activity): string | null {
  const agent = body.notificationData?.agentName;
  const who = typeof agent === "string" ? agent : words.agent;
  const texts: Partial<Record<string, keyof Words>> = {
    CHANNEL_SESSION_STARTED: "started",
    CHANNEL_SESSION_ENDED: "ended",
    AGENT_SUBSCRIBED: "joined",
    AGENT_UNSUBSCRIBED: "left",
    TASK_ENQUEUED: "queued",
    NO_AGENT_AVAILABLE: "noAgent",
    CONVERSATION_PAUSED: "paused",
    CONVERSATION_RESUMED: "resumed",
  };
  const key = texts[body.notificationType ?? name];
  return key ? words[key].replace("{name}", who) : null;
}

function Line({ activity, message }: { activity: Activity; message: Shown<Activity> | undefined }) {
  const time = new Date(activity.at).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
  if (!isMessage(activity) || !message) {
    const text = eventText(activity);
    return text === null ? null : (
      <li class="event">
        <time dateTime={activity.at}>{time}</time> {text}
      </li>
    );
  }
  const own = isOwn(activity);
  const body = message.view;
  // What has no words is named in words: paper shows no cards.
  const said = body.attachment && !body.sticker ? body.text : summary(body, (key, values = {}) => words[key].replace("{detail}", values.detail ?? ""));
  const reactions = message.reactions.map(({ emoji }) => emoji).join(" ");
  const sender = activity.header.sender.senderName ?? (activity.name === "BOT_MESSAGE" ? words.bot : words.agent);
  return (
    <li class={own ? "entry own" : "entry"}>
      <p class="by">
        <strong>{own ? words.you : sender}</strong> <time dateTime={activity.at}>{time}</time>{" "}
        {message.edited !== null && !message.deleted && <small>{words.kindEdited}</small>} {reactions}
      </p>
      {body.attachment && !body.sticker && (
        <p>
          {body.attachment.url === null ? (
            <bdi>{body.attachment.name}</bdi>
          ) : (
            <a href={`${body.attachment.url}&download=1`} download={body.attachment.name}>
              <bdi>{body.attachment.name}</bdi>
            </a>
          )}{" "}
          ({body.attachment.type}
          {body.attachment.size !== null && `, ${fileSize(body.attachment.size, language)}`})
        </p>
      )}
      <p class="text" dir="auto">
        {linkify(said).map((piece, i) =>
          piece.href === undefined ? (
            piece.text
          ) : (
            <a key={i} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
              {piece.text}
              <span class="hidden"> {words.newWindow}</span>
            </a>
          ),
        )}
      </p>
    </li>
  );
}

function Page({ transcript }: { transcript: Transcript }) {
  const { session, activities } = transcript;
  const { shown, absorbed } = foldOnce(activities);
  const started = new Date(session.startedAt).toLocaleString(language, { dateStyle: "full", timeStyle: "short" });
  return (
    <>
      <header>
        <div>
          <h1>{words.title}</h1>
          <p>
            {session.customerName && (
              <>
                <bdi>{session.customerName}</bdi> ·{" "}
              </>
            )}
            <time dateTime={session.startedAt}>{started}</time>
          </p>
        </div>
        <button
          type="button"
          onClick={() => {
            print();
          }}
        >
          {words.print}
        </button>
      </header>
      {activities.length === 0 ? (
        <p class="notice">{words.empty}</p>
      ) : (
        <ol>
          {activities.map((activity) => (absorbed.has(activity.seq) ? null : <Line key={activity.id} activity={activity} message={shown.get(activity.id)} />))}
        </ol>
      )}
    </>
  );
}

function Notice({ text, retry }: { text: string; retry?: () => void }) {
  return (
    <div class="notice">
      <h1>{words.title}</h1>
      <p role="status">{text}</p>
      {retry && (
        <button type="button" onClick={retry}>
          {words.again}
        </button>
      )}
    </div>
  );
}

async function show(): Promise<void> {
  render(<Notice text={words.loading} />, root);
  const result = await load();
  if (result.kind === "ok") render(<Page transcript={result.transcript} />, root);
  else if (result.kind === "none") render(<Notice text={words.none} />, root);
  else render(<Notice text={words.failed} retry={() => void show()} />, root);
}

void show();
