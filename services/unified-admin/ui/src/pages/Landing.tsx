import { useEffect, useState } from "preact/hooks";
import { Problem, refresh, signInAddress, signOut, type Session } from "../auth";
import type { Words } from "../words";
import { Card } from "./Card";

const HERE = "/unified-admin/";

export function Landing({ words }: { words: Words }) {
  const [session, setSession] = useState<Session | null>(null);
  const [failed, setFailed] = useState(false);

  const load = () => {
    setFailed(false);
    refresh().then(setSession, (error: unknown) => {
      if (error instanceof Problem && error.status === 401) location.replace(signInAddress(HERE));
      else setFailed(true);
    });
  };
  useEffect(load, []);

  if (!session) {
    return (
      <Card title={words.product}>
        <p role="status">{failed ? words.unreachable : words.loading}</p>
        {failed && (
          <button type="button" class="button" onClick={load}>
            {words.retry}
          </button>
        )}
      </Card>
    );
  }

  const { user, accessToken } = session;
  const leave = () => {
    const gone = () => {
      location.replace("/unified-admin/sign-in");
    };
    signOut(accessToken).then(gone, gone);
  };
  return (
    <Card title={words.product}>
      <dl>
        <dt>{words.signedInAs}</dt>
        <dd>
          <bdi>{user.name}</bdi> <span class="faint">({user.username})</span>
        </dd>
        <dt>{words.roles}</dt>
        <dd>{user.roles.map((role) => words[role]).join(", ")}</dd>
      </dl>
      <ul class="links">
        {(user.roles.includes("agent") || user.roles.includes("supervisor")) && (
          <LinkRow href="/unified-agent/" title={words.desk} hint={words.deskHint} />
        )}
        <LinkRow href="/web-widget/demo" title={words.demo} hint={words.demoHint} />
        {user.roles.includes("admin") && <LinkRow title={words.adminSoon} hint={words.adminHint} />}
      </ul>
      <button type="button" class="button quiet" onClick={leave}>
        {words.signOut}
      </button>
    </Card>
  );
}

function LinkRow({ href, title, hint }: { href?: string; title: string; hint: string }) {
  return (
    <li>
      {href ? <a href={href}>{title}</a> : <strong>{title}</strong>}
      <p class="hint">{hint}</p>
    </li>
  );
}
