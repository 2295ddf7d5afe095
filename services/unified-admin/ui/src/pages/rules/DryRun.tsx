import { Button } from "@mantine/core";
import { useState } from "react";
import type { components } from "../../api/types/conversation-controller";
import { useApp } from "../../kit/AppContext";
import { explain } from "../../kit/States";

type Rehearsed = components["schemas"]["RulesDifferences"];

/** What the rules in the editor would have done differently in the last conversations. */
export function DryRun({ path, yaml, ready }: { path: string; yaml: string; ready: boolean }) {
  const { t, api } = useApp();
  const [found, setFound] = useState<{ yaml: string; is: Rehearsed } | null>(null);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);

  const run = async () => {
    setBusy(true);
    setRefused(null);
    try {
      setFound({ yaml, is: (await api.post(`${path}/dry-run`, { yaml })) as Rehearsed });
    } catch (error) {
      setFound(null);
      setRefused(explain(error, t));
    } finally {
      setBusy(false);
    }
  };
  const is = found?.yaml === yaml ? found.is : null;
  return (
    <div className="dry-run">
      <p className="faint">{t("dryRunHint")}</p>
      <Button variant="default" loading={busy} aria-disabled={!ready} onClick={() => ready && void run()}>
        {t("dryRun")}
      </Button>
      <p className="problem" role="alert">
        {refused}
      </p>
      <div role="status">{is && <p>{t("dryRunFound", { conversations: is.conversations, rows: is.rows, different: is.different })}</p>}</div>
      {is && is.differences.length > 0 && (
        <ul className="dry-run-differences">
          {is.differences.map(({ conversationId, seq, event, now, then, faults }) => (
            <li key={`${conversationId} ${seq}`}>
              <p>
                <b>{event}</b> <span className="faint small">{t("dryRunAt", { n: seq, id: conversationId })}</span>
              </p>
              <dl>
                <dt>{t("dryRunNow")}</dt>
                <dd>{told(now) || t("dryRunNothing")}</dd>
                <dt>{t("dryRunThen")}</dt>
                <dd>{told(then) || t("dryRunNothing")}</dd>
              </dl>
              {faults.map((fault) => (
                <p key={fault} className="problem">
                  <bdi>{fault}</bdi>
                </p>
              ))}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Effects in a line: `FIND_AGENT queue=q1 priority=1`. */
function told(effects: readonly unknown[]): string {
  return effects
    .map((effect) => {
      const { action, text, schedule, unschedule, ...rest } = effect as Record<string, unknown>;
      const said = typeof text === "string" ? `“${text}”` : undefined;
      const name = [action, said, schedule, unschedule].find((word) => typeof word === "string");
      const more = Object.entries(rest).filter(([key, value]) => key !== "card" && value !== "" && value !== null);
      return [name ?? "?", ...more.map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`)].join(" ");
    })
    .join(" · ");
}
