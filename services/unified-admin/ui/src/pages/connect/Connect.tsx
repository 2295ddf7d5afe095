import { useState } from "react";
import type { Settings } from "../../accounts/fields";
import { HealthCard } from "../../accounts/HealthCard";
import type { AccountKind } from "../../accounts/kinds";
import { WebhookCard } from "../../accounts/WebhookCard";
import type { Channel } from "../../api/documents";
import { useApp, useShelves } from "../../kit/AppContext";
import { Go } from "../../kit/Go";
import { Failed, Loading } from "../../kit/States";
import { Page } from "../../shell/Page";
import { ConnectForm } from "./ConnectForm";

const NEEDED = ["channels", "channel-types", "connectors", "providers", "bots", "queues"] as const;

export interface Done {
  kind: AccountKind;
  channel: Channel;
  secrets: Settings;
}

/** Provider, account, keys and channel in one go: what a manager calls "our WhatsApp number". */
export default function Connect() {
  const { t, library } = useApp();
  const shelves = useShelves(...NEEDED);
  const [done, setDone] = useState<Done | null>(null);
  const failed = NEEDED.find((kind) => shelves[kind].status === "failed");
  if (done) return <Connected {...done} />;
  return (
    <Page title={t("connectAccount")} crumbs={[{ to: "channels", text: t("channels") }]} about={t("connectAccountAbout")} actions={<Go to="connectors/new">{t("connectByHand")}</Go>}>
      {failed && <Failed problem={shelves[failed].problem} retry={() => void Promise.all(NEEDED.map((kind) => library.read(kind)))} />}
      {!failed && (NEEDED.every((kind) => shelves[kind].status === "ready") ? <ConnectForm done={setDone} /> : <Loading />)}
    </Page>
  );
}

/** What is left to do, with what is shown only now, and the connection turning green beside it. */
function Connected({ kind, channel, secrets }: Done) {
  const { t } = useApp();
  return (
    <Page title={t("connected", { name: channel.name })} crumbs={[{ to: "channels", text: t("channels") }]} about={t("connectedAbout")} actions={<Go to={`channels/${encodeURIComponent(channel.id)}`} className="button">{t("openChannel")}</Go>}>
      <div className="editor" data-beside>
        <WebhookCard pod={kind.pod} channel={channel.id} publicUrl={channel.publicUrl} kind={kind} verifyToken={secrets.verifyToken ?? ""} />
        <div className="beside">
          <HealthCard pod={kind.pod} channel={channel.id} />
        </div>
      </div>
    </Page>
  );
}
