import { Button, Checkbox, SegmentedControl, Select, Switch } from "@mantine/core";
import { useState } from "react";
import { KNOWN_SETTINGS } from "../api/settings";
import { useApp, useShelf } from "../kit/AppContext";
import { Go } from "../kit/Go";
import { explain, Failed, Loading } from "../kit/States";
import { ROLES } from "../kinds/people";
import { Page } from "../shell/Page";
import { go } from "../shell/router";

const SHORTEST = 12;
const LENGTHS = [SHORTEST, 14, 16, 20, 24];

/** The settings that services act on, as switches; what else is stored below them. */
export default function Settings() {
  const { t, library, say } = useApp();
  const { items, status, problem } = useShelf("settings");
  const [refused, setRefused] = useState<string | null>(null);
  const others = items.filter(({ name }) => !KNOWN_SETTINGS.some((known) => known === name));

  const put = async (name: string, value: unknown) => {
    setRefused(null);
    const found = items.find((one) => one.name === name);
    try {
      await (found ? library.change("settings", found.id, found.version, { name, value }) : library.create("settings", { name, value }, crypto.randomUUID()));
      say(t("allSaved"));
    } catch (error) {
      // Somebody else may have been faster: what they chose is shown, and can be changed again.
      await library.read("settings");
      setRefused(explain(error, t));
    }
  };
  const value = (name: string) => items.find((one) => one.name === name)?.value;
  const language = value("defaultLanguage");
  const roles = value("secondFactorRoles");
  const asked = Array.isArray(roles) ? (roles as string[]) : [];
  const length = Number(value("passwordLength") ?? SHORTEST);
  return (
    <Page title={t("settings")} about={t("settingsAbout")}>
      {status === "failed" && (
        <Failed
          problem={problem}
          retry={() => {
            void library.read("settings");
          }}
        />
      )}
      {(status === "unread" || status === "reading") && <Loading rows={3} />}
      {status === "ready" && (
        <div className="form settings">
          <section className="card">
            <Switch label={t("maskPii")} description={t("maskPiiHint")} checked={value("maskPii") === true} onChange={(event) => void put("maskPii", event.currentTarget.checked)} />
          </section>
          <section className="card">
            <h2 id="default-language">{t("defaultLanguageHint")}</h2>
            <SegmentedControl
              className="fit"
              aria-labelledby="default-language"
              value={typeof language === "string" ? language : ""}
              data={[
                { value: "en", label: t("languageEn") },
                { value: "de", label: t("languageDe") },
                { value: "ar", label: t("languageAr") },
              ]}
              onChange={(next) => void put("defaultLanguage", next)}
            />
          </section>
          <section className="card">
            <h2>{t("signInSecurity")}</h2>
            <Checkbox.Group label={t("secondFactorRoles")} description={t("secondFactorRolesHint")} value={asked} onChange={(next) => void put("secondFactorRoles", next)}>
              <div className="days">
                {ROLES.map(([role, word]) => (
                  <Checkbox key={role} value={String(role)} label={t(word)} />
                ))}
              </div>
            </Checkbox.Group>
            <Select
              className="fit"
              label={t("passwordLength")}
              description={t("passwordLengthHint")}
              allowDeselect={false}
              data={LENGTHS.includes(length) ? LENGTHS.map(String) : [...LENGTHS.map(String), String(length)]}
              value={String(length)}
              onChange={(next) => void put("passwordLength", Number(next))}
            />
          </section>
          <p className="problem" role="alert">
            {refused}
          </p>
          <details className="card">
            <summary>{t("advanced")}</summary>
            <ul className="uses">
              {others.map(({ id, name }) => (
                <li key={id}>
                  <Go to={`settings/${encodeURIComponent(id)}`}>
                    <bdi>{name}</bdi>
                  </Go>
                </li>
              ))}
            </ul>
            <Button variant="default" className="fit" onClick={() => go("settings/new")}>
              {t("addSetting")}
            </Button>
          </details>
        </div>
      )}
    </Page>
  );
}
