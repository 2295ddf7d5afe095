import { useApp } from "../../kit/AppContext";
import { Copyable } from "../../kit/Scroll";
import { CopyButton } from "../CopyButton";

/** The host as the owner's list wants it: with its port where that is not the usual one. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}

/** Nobody can allow a host here, so it says who can, and with which lines. */
export function HostRefused({ address }: { address: string }) {
  const { t } = useApp();
  const host = hostOf(address);
  const lines = `[bot_framework]\nallowed_hosts = [${JSON.stringify(host)}]`;
  return (
    <section className="card quiet host-refused wrapped" role="alert">
      <h2>{t("hostRefused", { host })}</h2>
      <p>{t("hostRefusedText")}</p>
      <Copyable label={t("hostRefused", { host })} text={lines} />
      <div className="button-row">
        <CopyButton text={lines} label={t("hostCopy")} />
      </div>
    </section>
  );
}
