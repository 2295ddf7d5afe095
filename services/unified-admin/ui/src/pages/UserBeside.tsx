import { Button } from "@mantine/core";
import { useState } from "react";
import type { User } from "../api/documents";
import { useApp, useShelf } from "../kit/AppContext";
import { Go } from "../kit/Go";
import type { BesideProps } from "../kit/kind";
import { Copyable } from "../kit/Scroll";
import { explain } from "../kit/States";
import { CopyButton } from "./CopyButton";
import { Limits } from "./Limits";
import { Sessions } from "./security/Sessions";

/** How somebody gets in, and what they can do once they are. */
export default function UserBeside({ document }: BesideProps) {
  const { t } = useApp();
  const user = document as User | null;
  if (!user) {
    return (
      <section className="card quiet">
        <h2>{t("whatNext")}</h2>
        <p className="faint">{t("newUserHint")}</p>
      </section>
    );
  }
  return (
    <>
      <SignInLink user={user} />
      <Sessions base={`/unified-admin/v1/users/${encodeURIComponent(user.id)}/sessions`} />
      <LostFactor user={user} />
      {user.roles.includes("agent") && <Abilities user={user} />}
    </>
  );
}

/** A telephone that is gone: whoever had it sets up another. */
function LostFactor({ user }: { user: User }) {
  const { t, api, say } = useApp();
  const [problem, setProblem] = useState<string | null>(null);
  const [sure, setSure] = useState(false);
  const remove = async () => {
    setProblem(null);
    try {
      await api.remove(`/unified-admin/v1/users/${encodeURIComponent(user.id)}/second-factor`);
      say(t("secondFactorRemoved"));
      setSure(false);
    } catch (error) {
      setProblem(explain(error, t));
    }
  };
  return (
    <section className="card quiet" aria-label={t("secondFactor")}>
      <h2>{t("secondFactor")}</h2>
      <p className="faint small">{t(sure ? "secondFactorResetSure" : "secondFactorResetHint")}</p>
      <Button variant="default" onClick={() => (sure ? void remove() : setSure(true))}>
        {t(sure ? "secondFactorResetYes" : "secondFactorReset")}
      </Button>
      <p className="problem" role="alert">
        {problem}
      </p>
    </section>
  );
}

function SignInLink({ user }: { user: User }) {
  const { t, api, language } = useApp();
  const [link, setLink] = useState<{ url: string; expiresAt: string } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const issue = async () => {
    setBusy(true);
    setProblem(null);
    try {
      setLink((await api.post(`/unified-admin/v1/users/${encodeURIComponent(user.id)}/links`, {})) as { url: string; expiresAt: string });
    } catch (error) {
      setProblem(explain(error, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="card quiet">
      <h2>{t("signInLink")}</h2>
      {link ? (
        <>
          <p>{t("signInLinkShown", { name: user.name, time: new Date(link.expiresAt).toLocaleString(language) })}</p>
          <Copyable label={t("signInLink")} text={link.url} />
          <CopyButton text={link.url} label={t("copyLink")} />
        </>
      ) : (
        <>
          <p className="faint">{t(user.enabled ? "signInLinkHint" : "signInLinkDisabled")}</p>
          {user.enabled && (
            <Button variant="default" loading={busy} onClick={() => void issue()}>
              {t("makeLink")}
            </Button>
          )}
        </>
      )}
      <p className="problem" role="alert">
        {problem}
      </p>
    </section>
  );
}

function Abilities({ user }: { user: User }) {
  const { t } = useApp();
  const { items, status } = useShelf("agents");
  const agent = items.find(({ id }) => id === user.id);
  const skills = Object.entries(agent?.attributes ?? {});
  if (status !== "ready") return null;
  return (
    <>
      <section className="card quiet">
        <h2>{t("skills")}</h2>
        {!agent && <p className="warning">{t("noAgentDocument")}</p>}
        {skills.length === 0 ? (
          <p className="faint">{t("noSkills")}</p>
        ) : (
          <ul className="tags">
            {skills.map(([name, value]) => (
              <li key={name} className="badge">
                <bdi>{name}</bdi> {typeof value === "number" && value > 1 ? value : value === 0 || value === false ? t("no") : ""}
              </li>
            ))}
          </ul>
        )}
        <Go to="skills">{t("toSkills")}</Go>
      </section>
      {agent && <Limits agent={agent} />}
    </>
  );
}
