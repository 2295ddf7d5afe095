import { parametersOf } from "../kinds/accounts";
import { useApp } from "../kit/AppContext";
import type { BesideProps } from "../kit/kind";

/** The text as a customer would read it. */
export default function TemplateBeside({ draft }: BesideProps) {
  const { t } = useApp();
  const text = typeof draft.text === "string" ? draft.text : "";
  if (text.trim() === "") return null;
  const filled = parametersOf(text).reduce((all, n) => all.replaceAll(`{{${n}}}`, t("templateExample", { n })), text);
  return (
    <section className="card quiet">
      <h2>{t("preview")}</h2>
      <p className="faint small">{t("templatePreview")}</p>
      <p className="bubble" dir="auto">
        {filled}
      </p>
    </section>
  );
}
