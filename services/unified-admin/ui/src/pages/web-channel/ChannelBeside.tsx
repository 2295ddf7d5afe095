import { ConnectionBeside } from "../../accounts/ConnectionBeside";
import type { Channel } from "../../api/documents";
import { useApp, useShelf } from "../../kit/AppContext";
import { Go } from "../../kit/Go";
import type { BesideProps } from "../../kit/kind";
import { Snippet } from "./Snippet";

/** How customers get to this channel. */
export default function ChannelBeside({ document }: BesideProps) {
  const { t } = useApp();
  const widgets = useShelf("widgets");
  const channel = document as Channel | null;
  if (channel && channel.connector !== "") return <ConnectionBeside channel={channel} />;
  if (channel?.channelType !== "WEB" || widgets.status !== "ready") return null;
  const mine = widgets.items.filter(({ serviceIdentifier }) => serviceIdentifier === channel.serviceIdentifier);
  return (
    <>
      {mine.map(({ id, widgetIdentifier }) => (
        <div key={id} className="stack">
          <Snippet widget={widgetIdentifier} />
          <p>
            <Go to={`widgets/${encodeURIComponent(id)}`}>{t("changeLook")}</Go>
          </p>
        </div>
      ))}
      {mine.length === 0 && (
        <section className="card quiet">
          <p className="warning">{t("channelWithoutWidget")}</p>
          <Go to="widgets/new" className="button">
            {t("makeWidget")}
          </Go>
        </section>
      )}
    </>
  );
}
