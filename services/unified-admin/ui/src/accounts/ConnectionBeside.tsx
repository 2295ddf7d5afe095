import type { Channel } from "../api/documents";
import { useApp, useShelves } from "../kit/AppContext";
import { Go } from "../kit/Go";
import { HealthCard } from "./HealthCard";
import { kindOf } from "./kinds";
import { podOf } from "./podOf";
import { WebhookCard } from "./WebhookCard";

/** Beside a channel of a provider: what the provider has to know, and how the connection does. */
export function ConnectionBeside({ channel }: { channel: Channel }) {
  const { t } = useApp();
  const { connectors, providers } = useShelves("connectors", "providers");
  if (connectors.status !== "ready" || providers.status !== "ready") return null;
  const account = connectors.items.find(({ id }) => id === channel.connector) ?? connectors.items.find(({ name }) => name === channel.connector);
  if (!account) return null;
  const pod = podOf(providers.items, account.provider);
  const provider = providers.items.find(({ id, name }) => id === account.provider || name === account.provider);
  if (pod === "") {
    return (
      <section className="card quiet">
        <p className="warning">{t("noPodHint")}</p>
        {provider && <Go to={`providers/${encodeURIComponent(provider.id)}`}>{t("toProvider")}</Go>}
      </section>
    );
  }
  return (
    <>
      <HealthCard pod={pod} channel={channel.id} />
      <WebhookCard pod={pod} channel={channel.id} publicUrl={channel.publicUrl} kind={kindOf(pod, channel.channelType, account.settings)} />
      <p>
        <Go to={`connectors/${encodeURIComponent(account.id)}`}>{t("toAccount")}</Go>
      </p>
    </>
  );
}
