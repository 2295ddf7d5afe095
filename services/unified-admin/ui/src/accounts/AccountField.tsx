import { useShelf } from "../kit/AppContext";
import { useApp } from "../kit/AppContext";
import type { CustomProps } from "../kit/kind";
import PairsField from "../fields/PairsField";
import { AccountInputs } from "./AccountInputs";
import { PODS, type Settings } from "./fields";
import { podOf } from "./podOf";

/** The settings of an account, by the names its connector has for them; what we have no name for stays a list of pairs. */
export default function AccountField({ value, change, draft, violations, label, ...rest }: CustomProps) {
  const { t } = useApp();
  const providers = useShelf("providers");
  const settings = (value ?? {}) as Settings;
  const provider = typeof draft.provider === "string" ? draft.provider : "";
  if (provider === "") return <p className="faint">{t("accountNoPod")}</p>;
  const pod = PODS[podOf(providers.items, provider)];
  if (!pod) return <PairsField {...rest} value={value} change={change} draft={draft} violations={violations} label={label} />;
  const named = new Set(pod.settings.map(({ name }) => name));
  const others = Object.fromEntries(Object.entries(settings).filter(([name]) => !named.has(name)));
  const set = (name: string, next: string) => {
    const without = Object.fromEntries(Object.entries(settings).filter(([other]) => other !== name));
    change(next === "" ? without : { ...without, [name]: next });
  };
  return (
    <>
      <AccountInputs fields={pod.settings} values={settings} violations={violations} change={set} />
      {Object.keys(others).length > 0 && (
        <PairsField
          {...rest}
          value={others}
          change={(next) => change({ ...Object.fromEntries(Object.entries(settings).filter(([name]) => named.has(name))), ...(next as Settings) })}
          draft={draft}
          violations={violations}
          label={t("accountFurther")}
        />
      )}
    </>
  );
}
