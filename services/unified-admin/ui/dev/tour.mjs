/** `npm run tour`: every page of an installation that has something in it, photographed and looked over by axe. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { findings } from "@switchboard/browser-tests/axe";
import { launch, SCREENSHOTS } from "@switchboard/browser-tests/browser";
import { administrator, Backend, URL_ } from "./session.mjs";

const SHOTS = process.env.SHOTS ?? SCREENSHOTS;
const PAGES = ["", "users", "users/new", "users/:id", "teams", "teams/:id", "roles", "queues", "queues/new", "queues/:id", "attributes", "attributes/:id", "skills", "wrap-up-codes", "wrap-up-codes/:id", "reasons", "canned-answers", "domains", "domains/:id", "channels", "channels/new-web", "channels/connect", "channels/:id", "channels/new", "widgets", "widgets/:id", "connectors", "connectors/:id", "connectors/new", "message-templates", "message-templates/:id", "file-policies/new", "ledger", "quarantine", "why", "providers/new", "channel-types/:id", "bots", "bots/:id", "rules", "customer-attributes", "customer-attributes/:id", "labels", "labels/new", "settings/new", "audit", "nowhere"];
const LOOKS = [
  ["light", { colorScheme: "light" }, PAGES],
  ["dark", { colorScheme: "dark" }, PAGES],
  ["arabic", { locale: "ar-EG" }, ["", "users", "users/:id", "queues/:id", "skills", "channels/new-web", "channels/connect", "channels/:id", "connectors/:id", "ledger", "bots/:id", "rules", "audit"]],
  ["german", { locale: "de-DE" }, ["", "queues/:id", "channels/new-web"]],
  ["narrow", { viewport: { width: 390, height: 844 } }, ["", "users", "queues/:id", "skills", "channels/new-web", "bots/:id", "audit"]],
];
const only = process.argv.slice(2);

await mkdir(SHOTS, { recursive: true });
const backend = await new Backend().start();
const browser = await launch();
const problems = [];
for (const [name, options, pages] of LOOKS) {
  if (only.length > 0 && !only.some((wish) => wish === name || wish.startsWith(`${name}:`))) continue;
  const { page, complaints, context } = await administrator(browser, backend, options);
  for (const path of pages) {
    const wish = only.find((one) => one.startsWith(`${name}:`));
    if (wish && !wish.slice(name.length + 1).split(",").includes(path)) continue;
    const [kind, id] = path.split("/");
    await page.goto(`${URL_}/unified-admin/${id === ":id" ? kind : path}`);
    await page.locator("h1").first().waitFor();
    await page.waitForLoadState("networkidle");
    if (id === ":id") {
      await page.locator("a.row-link").first().click();
      await page.locator(".save-bar").waitFor();
      await page.waitForLoadState("networkidle");
    }
    const found = await findings(page);
    for (const { id: rule, impact, nodes } of found) problems.push(`${name} ${path}: ${impact} ${rule}\n    ${nodes.join("\n    ")}`);
    await page.screenshot({ path: join(SHOTS, `${name}-${path === "" ? "home" : path.replaceAll(/[/:]+/g, "-")}.png`), fullPage: process.env.FULL === "1" });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);
    if (wide) problems.push(`${name} ${path}: scrolls sideways`);
  }
  problems.push(...complaints);
  await context.close();
  console.log(`  ${name}`);
}
await browser.close();
if (problems.length > 0) {
  console.error(`\n${[...new Set(problems)].join("\n")}`);
  process.exit(1);
}
