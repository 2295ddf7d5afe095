import { useApp } from "../kit/AppContext";
import { Page } from "../shell/Page";
import type { Key } from "../text/translate";

/** What each role may do; the table of operations belongs to the services, this is what it means for people. */
const ROWS: readonly (readonly [Key, agent: boolean, supervisor: boolean, admin: boolean])[] = [
  ["mayTakeChats", true, false, false],
  ["mayReadCustomers", true, true, true],
  ["mayEraseCustomers", false, true, true],
  ["mayWatch", false, true, true],
  ["mayWriteCanned", false, true, true],
  ["maySeeUsers", false, true, true],
  ["mayChangeAll", false, false, true],
  ["mayReadAudit", false, false, true],
];

export default function Roles() {
  const { t } = useApp();
  return (
    <Page title={t("roles")} about={t("rolesAbout")}>
      <div className="table-place narrow">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("roleMay")}</th>
              <th scope="col">{t("roleAgent")}</th>
              <th scope="col">{t("roleSupervisor")}</th>
              <th scope="col">{t("roleAdmin")}</th>
            </tr>
          </thead>
          <tbody>
            {ROWS.map(([label, ...may]) => (
              <tr key={label}>
                <th scope="row">{t(label)}</th>
                {may.map((yes, n) => (
                  <td key={n}>{yes ? <strong>{t("yes")}</strong> : <span className="faint">{t("no")}</span>}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Page>
  );
}
