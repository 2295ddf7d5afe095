/** Two administrators in two browsers at once, and every new page as others see it: dark, and from right to left. */
import { join } from "node:path";
import { assertAccessible } from "@switchboard/browser-tests/axe";
import { eventually, person } from "@switchboard/browser-tests/browser";

export async function two({ step, check, page, at, backend, browser, others, stamp, url }) {
  const field = (whose, label) => whose.getByRole("textbox", { name: label, exact: true });
  const name = `Weekend ${stamp}`;
  let other;
  await step("a second administrator signs in, in a browser of her own", async () => {
    const login = `vera.${stamp}`;
    await backend.ask("POST", "/unified-admin/v1/users", { username: login, name: `Vera ${stamp}`, roles: ["admin"], enabled: true });
    const vera = await person(browser, "vera", { viewport: { width: 1440, height: 900 } });
    others.push(vera);
    other = vera.page;
    await other.goto(`${url}/unified-admin/sign-in${await backend.link(login)}&next=/unified-admin/`);
    await other.getByRole("button", { name: "Not now" }).click();
    await other.locator("h1").waitFor();
  });
  await step("what one makes, the other finds without being told", async () => {
    await at("teams/new");
    await field(page, "Name").fill(name);
    await page.getByRole("button", { name: "Create", exact: true }).click();
    await page.waitForURL((address) => !address.pathname.endsWith("/new"));
    await other.goto(`${url}/unified-admin/teams`);
    await other.getByRole("link", { name }).click();
    await field(other, "Description").waitFor();
  });
  await step("both change the same team: the slower one chooses, and nothing of either is lost", async () => {
    await field(page, "Description").fill("Saturdays, says the first");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Everything is saved.").waitFor();
    await field(other, "Name").fill(`${name} and holidays`);
    await field(other, "Description").fill("Sundays, says the second");
    await other.getByRole("button", { name: "Save", exact: true }).click();
    const dialog = other.getByRole("dialog");
    await dialog.getByText("A colleague changed this meanwhile").waitFor();
    await dialog.getByText("Saturdays, says the first").first().waitFor();
    await assertAccessible(other, "the conflict");
    await dialog.getByText("Theirs", { exact: true }).last().click();
    await dialog.getByRole("button", { name: "Save the result" }).click();
    await eventually(async () => {
      const team = (await backend.items("/unified-admin/v1/teams")).find((one) => one.name === `${name} and holidays`);
      check(team?.description === "Saturdays, says the first", `both are there: ${JSON.stringify(team)}`);
    });
  });
  await step("the first one's page shows the second one's change when its window comes back", async () => {
    await at("teams");
    await page.getByRole("link", { name: `${name} and holidays` }).waitFor();
  });
}

const PAGES = ["", "channels/connect", "channels", "connectors", "message-templates", "file-policies", "quarantine", "ledger", "why", "queues/new", "routing-settings", "bots"];
/** Where one of a kind is looked at: the first of its list. */
const FIRST = ["channels", "connectors", "queues", "bots"];

export async function looks({ step, check, browser, others, backend, administrator, shots, url }) {
  for (const [look, options] of [
    ["dark", { colorScheme: "dark" }],
    ["arabic", { locale: "ar-EG" }],
  ]) {
    await step(`the new pages, ${look}`, async () => {
      const someone = await administrator(browser, backend, options);
      others.push({ ...someone, name: look });
      const { page } = someone;
      const see = async (path) => {
        await page.locator("h1").first().waitFor();
        await page.waitForLoadState("networkidle");
        await assertAccessible(page, `${look}: ${path}`);
        check(!(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1)), `${path} does not scroll sideways`);
        await page.screenshot({ path: join(shots, `admin-${look}-${path === "" ? "home" : path.replaceAll("/", "-")}.png`), fullPage: true });
      };
      for (const path of PAGES) {
        await page.goto(`${url}/unified-admin/${path}`);
        await see(path);
      }
      for (const kind of FIRST) {
        await page.goto(`${url}/unified-admin/${kind}`);
        await page.locator("a.row-link").first().click();
        await page.locator(".save-bar").waitFor();
        await see(`${kind}/one`);
      }
      const direction = await page.evaluate(() => document.documentElement.dir);
      check(look === "arabic" ? direction === "rtl" : direction !== "rtl", `the direction is ${direction}`);
      const scheme = await page.evaluate(() => document.documentElement.dataset.mantineColorScheme);
      check(look !== "dark" || scheme === "dark", `the scheme is ${scheme}`);
    });
  }
}
