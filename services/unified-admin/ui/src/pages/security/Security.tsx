import { useApp } from "../../kit/AppContext";
import { Page } from "../../shell/Page";
import { SecondFactor } from "./SecondFactor";
import { Sessions } from "./Sessions";

/** One's own: the second factor, and where one is signed in. */
export default function Security() {
  const { t } = useApp();
  return (
    <Page title={t("signInSecurity")} about={t("signInSecurityAbout")}>
      <div className="form settings">
        <SecondFactor />
        <Sessions base="/unified-admin/v1/auth/sessions" own />
      </div>
    </Page>
  );
}
