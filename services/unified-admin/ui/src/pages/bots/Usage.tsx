import { useCallback, useEffect, useState } from "react";
import type { Bot } from "../../api/documents";
import type { components } from "../../api/types/bot-framework";
import { Problem } from "../../auth";
import { useApp } from "../../kit/AppContext";
import { Failed, Loading } from "../../kit/States";

type Used = components["schemas"]["Used"];
const DAYS = 30;

/** What a bot has answered, and what that cost. */
export function Usage({ bot }: { bot: Bot }) {
  const { t, api, language } = useApp();
  const [days, setDays] = useState<readonly Used[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const load = useCallback(async () => {
    setProblem(null);
    try {
      setDays(((await api.get(`/bot-framework/v1/bots/${encodeURIComponent(bot.id)}/usage?days=${DAYS}`)) as { items: Used[] }).items);
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(500, "", String(error)));
    }
  }, [api, bot.id]);
  useEffect(() => {
    void load();
  }, [load]);
  const sum = (part: (day: Used) => number) => (days ?? []).reduce((sofar, day) => sofar + part(day), 0);
  const number = (n: number, digits = 0) => n.toLocaleString(language, { maximumFractionDigits: digits, minimumFractionDigits: Math.min(digits, 2) });
  const model = bot.type === "OPENAI";
  const priced = model && ((bot.openai?.promptPrice ?? 0) > 0 || (bot.openai?.completionPrice ?? 0) > 0);
  return (
    <section className="card quiet">
      <h2>{t("usage")}</h2>
      <p className="faint small">{t("usageHint", { days: DAYS })}</p>
      {problem && <Failed problem={problem} retry={() => void load()} />}
      {!problem && days === null && <Loading rows={2} />}
      {days?.length === 0 && <p className="faint">{t("usageNone")}</p>}
      {days !== null && days.length > 0 && (
        <>
          <dl className="figures">
            <dt>{t("usageAnswers")}</dt>
            <dd>{number(sum(({ answers }) => answers))}</dd>
            {model && (
              <>
                <dt>{t("usageRead")}</dt>
                <dd>{number(sum(({ promptTokens }) => promptTokens))}</dd>
                <dt>{t("usageWritten")}</dt>
                <dd>{number(sum(({ completionTokens }) => completionTokens))}</dd>
                <dt>{t("usageCost")}</dt>
                <dd>{number(sum(({ cost }) => cost), 4)}</dd>
              </>
            )}
          </dl>
          <details>
            <summary className="faint">{t("usageByDay")}</summary>
            <div className="table-place after">
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{t("usageDay")}</th>
                    <th scope="col" className="figure">
                      {t("usageAnswers")}
                    </th>
                    {model && (
                      <th scope="col" className="figure">
                        {t("usageCost")}
                      </th>
                    )}
                  </tr>
                </thead>
                <tbody>
                  {days.map(({ day, answers, cost }) => (
                    <tr key={day}>
                      <td>{day}</td>
                      <td className="figure">{number(answers)}</td>
                      {model && <td className="figure">{number(cost, 4)}</td>}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </details>
        </>
      )}
      {model && !priced && <p className="faint small">{t("usageNoPrice")}</p>}
    </section>
  );
}
