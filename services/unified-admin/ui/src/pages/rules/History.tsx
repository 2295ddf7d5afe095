import { Button } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import type { components } from "../../api/types/conversation-controller";
import { useApp } from "../../kit/AppContext";
import { Copyable } from "../../kit/Scroll";
import { explain } from "../../kit/States";

type Version = components["schemas"]["RulesVersion"];
type Told = components["schemas"]["RulesVersionText"];

interface Props {
  path: string;
  /** Changes when the rules have. */
  state: string;
  /** Of the rules in force; 0 for the built-in ones. */
  current: number;
  rolledBack: () => void;
}

/** Every version the rules have had; each can be looked at and put in force again. */
export function History({ path, state, current, rolledBack }: Props) {
  const { t, api, say, language } = useApp();
  const [versions, setVersions] = useState<readonly Version[]>([]);
  const [open, setOpen] = useState<Told | null>(null);
  const [refused, setRefused] = useState<string | null>(null);

  const load = useCallback(async () => {
    try {
      setVersions(((await api.get(`${path}/versions`)) as { items: Version[] }).items);
    } catch (error) {
      setRefused(explain(error, t));
    }
  }, [api, path, t]);
  useEffect(() => {
    void load();
    // A version is written a moment after the change it comes from.
    const later = setTimeout(() => void load(), 1_000);
    return () => {
      clearTimeout(later);
    };
  }, [load, state]);

  const show = async (number: number) => {
    setOpen(open?.number === number ? null : ((await api.get(`${path}/versions/${number}`)) as Told));
  };
  const rollBack = async (number: number) => {
    setRefused(null);
    try {
      await api.post(`${path}/rollback`, { number, ...(current > 0 ? { version: current } : {}) });
      say(t("rulesRolledBack", { n: number }));
      rolledBack();
    } catch (error) {
      setRefused(explain(error, t));
    }
  };
  if (versions.length === 0) return <p className="faint">{t("rulesNoHistory")}</p>;
  const time = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  return (
    <>
      <p className="problem" role="alert">
        {refused}
      </p>
      <ul className="rule-versions">
        {versions.map(({ number, changedAt, actor, source }, n) => (
          <li key={number}>
            <div className="rule-version">
              <b>{t("rulesVersion", { n: number })}</b>
              <span className="faint grow">
                {time.format(new Date(changedAt))} · <bdi>{actor}</bdi>
                {source === "built-in" ? ` · ${t("rulesBuiltIn")}` : ""}
              </span>
              {n === 0 && <span className="badge">{t("rulesInForce")}</span>}
              <Button size="compact-sm" variant="default" aria-expanded={open?.number === number} onClick={() => void show(number)}>
                {t("rulesLook")}
              </Button>
              {n > 0 && (
                <Button size="compact-sm" variant="default" onClick={() => void rollBack(number)}>
                  {t("rulesRollBack")}
                </Button>
              )}
            </div>
            {open?.number === number && <Copyable label={t("rulesVersion", { n: number })} text={open.yaml} />}
          </li>
        ))}
      </ul>
    </>
  );
}
