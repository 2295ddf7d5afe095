import { useApp } from "../../kit/AppContext";
import { Copyable } from "../../kit/Scroll";
import { tryAddress } from "../guide";
import { CopyButton } from "../CopyButton";
import { snippetOf } from "./snippetOf";

export function Snippet({ widget }: { widget: string }) {
  const { t } = useApp();
  const text = snippetOf(widget, location.origin);
  return (
    <section className="card quiet">
      <h2>{t("snippet")}</h2>
      <p className="faint small">{t("snippetHint")}</p>
      <Copyable label={t("snippet")} text={text} />
      <div className="button-row">
        <CopyButton text={text} label={t("copySnippet")} />
        <a className="button" href={tryAddress(widget)} target="_blank" rel="noreferrer">
          {t("tryIt")}
        </a>
      </div>
    </section>
  );
}
