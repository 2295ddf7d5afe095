import { Select } from "@mantine/core";
import { podOf } from "../accounts/podOf";
import { useApp, useShelves } from "../kit/AppContext";
import { Go } from "../kit/Go";
import type { CustomProps } from "../kit/kind";

/** The template for late answers. Twilio calls one by its own id, everybody else by its name and language. */
export default function TemplateField({ value, change, changeAt, draft, violations, label }: CustomProps) {
  const { t } = useApp();
  const shelves = useShelves("message-templates", "connectors", "providers");
  const chosen = typeof value === "string" ? value : "";
  const account = shelves.connectors.items.find(({ id, name }) => id === draft.connector || name === draft.connector);
  const twilio = account !== undefined && podOf(shelves.providers.items, account.provider) === "twilio-connector";
  const fitting = shelves["message-templates"].items.filter(({ channelTypes }) => channelTypes.includes(String(draft.channelType)));
  const usable = fitting.filter(({ reference }) => !twilio || reference !== "");
  const keyOf = ({ name, reference }: { name: string; reference: string }) => (twilio ? reference : name);
  const data = usable.map((template) => ({ value: keyOf(template), label: `${template.name} (${template.language})` }));
  const missing = chosen !== "" && !data.some((option) => option.value === chosen) ? [{ value: chosen, label: t("fallbackWithout", { name: chosen }) }] : [];
  return (
    <div>
      <Select
        label={label}
        description={t("fallbackTemplateHint")}
        error={violations[0]?.message}
        data={[...data, ...missing]}
        value={chosen === "" ? null : chosen}
        placeholder={t("fallbackNone")}
        clearable
        data-field="fallbackTemplate"
        onChange={(next) => {
          change(next ?? "");
          changeAt("fallbackLanguage", usable.find((template) => keyOf(template) === next)?.language ?? "");
        }}
      />
      {usable.length === 0 && (
        <p className="faint small">
          {t(fitting.length > 0 ? "templateHx" : "fallbackNoneThere")} <Go to={fitting[0] ? `message-templates/${encodeURIComponent(fitting[0].id)}` : "message-templates/new"}>{t("templates")}</Go>
        </p>
      )}
    </div>
  );
}
