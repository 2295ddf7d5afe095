import { Button, NumberInput } from "@mantine/core";
import { useState } from "react";
import type { Agent, Mrd } from "../api/documents";
import { useApp, useShelf } from "../kit/AppContext";
import { explain } from "../kit/States";

/** How many an agent may hold at once, domain by domain; what is left empty follows the domain. */
export function Limits({ agent }: { agent: Agent }) {
  const { items } = useShelf("domains");
  if (items.length === 0) return null;
  return <Form key={agent.version} agent={agent} domains={items} />;
}

function Form({ agent, domains }: { agent: Agent; domains: readonly Mrd[] }) {
  const { t, library, say } = useApp();
  const start = agent.mrds ?? Object.fromEntries(domains.map(({ id, maxRequests }) => [id, maxRequests]));
  const [limits, setLimits] = useState<Readonly<Record<string, number>>>(start);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const dirty = domains.some(({ id }) => (limits[id] ?? 0) !== (start[id] ?? 0));

  const save = async () => {
    setBusy(true);
    setProblem(null);
    // As many as the domain gives everybody is no limit of one's own: it follows the domain when that changes.
    const own = domains.some(({ id, maxRequests }) => (limits[id] ?? 0) !== maxRequests);
    const mrds = Object.fromEntries(domains.map(({ id }) => [id, limits[id] ?? 0]));
    try {
      await library.change("agents", agent.id, agent.version, { name: agent.name, attributes: agent.attributes, ...(own ? { mrds } : {}) });
      say(t("saved", { name: agent.name }));
    } catch (error) {
      setProblem(explain(error, t));
      await library.readOne("agents", agent.id).catch(() => undefined);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="card quiet">
      <h2>{t("limits")}</h2>
      {domains.map(({ id, name, maxRequests }) => (
        <NumberInput
          key={id}
          label={name}
          description={t("limitHint", { max: maxRequests })}
          min={0}
          max={maxRequests}
          clampBehavior="strict"
          allowDecimal={false}
          value={limits[id] ?? 0}
          onChange={(next) => setLimits({ ...limits, [id]: Number(next) })}
        />
      ))}
      <p className="problem" role="alert">
        {problem}
      </p>
      {dirty && (
        <Button variant="default" loading={busy} onClick={() => void save()}>
          {t("save")}
        </Button>
      )}
    </section>
  );
}
