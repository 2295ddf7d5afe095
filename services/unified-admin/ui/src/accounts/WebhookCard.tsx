import { useApp } from "../kit/AppContext";
import { Copyable } from "../kit/Scroll";
import { CopyButton } from "../pages/CopyButton";
import { webhookPath, type AccountKind } from "./kinds";

interface Props {
  pod: string;
  channel: string;
  /** As the provider was told, or is to be told. */
  publicUrl: string;
  kind: AccountKind | null;
  /** Known only just after it was typed. */
  verifyToken?: string;
}

/** The address to copy, and what is to be done with it at the provider. */
export function WebhookCard({ pod, channel, publicUrl, kind, verifyToken = "" }: Props) {
  const { t } = useApp();
  const path = webhookPath(pod, channel);
  const address = publicUrl === "" ? location.origin + path : publicUrl;
  return (
    <section className="card quiet wrapped">
      <h2>{t("webhook")}</h2>
      <p className="faint small">{t("webhookHint")}</p>
      <Copyable label={t("webhook")} text={address} />
      <div className="button-row">
        <CopyButton text={address} label={t("copyWebhook")} />
      </div>
      {verifyToken !== "" && (
        <>
          <p className="faint small">{t("verifyOnce")}</p>
          <Copyable label={t("verifyOnce")} text={verifyToken} />
          <div className="button-row">
            <CopyButton text={verifyToken} label={t("copyVerify")} />
          </div>
        </>
      )}
      {publicUrl === "" && <p className="warning">{t("webhookUnsaid")}</p>}
      {publicUrl !== "" && !publicUrl.endsWith(path) && <p className="warning">{t("webhookDiffers", { path })}</p>}
      {!address.startsWith("https://") && <p className="warning">{t("webhookNotSecure")}</p>}
      {kind && (
        <>
          <h3>{t("whatToPaste")}</h3>
          <ol className="to-do">
            {kind.steps.map((step) => (
              <li key={step}>{t(step)}</li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
