/**
 * `npm run test:browser` against a running server:
 *   SWITCHBOARD_URL    its address
 *   SWITCHBOARD_ROADS  which: shop, supervisor; both without it
 *   SWITCHBOARD_LINKS  {"agent1": …, "agent2": …, "supervisor": …, "admin": …}: one-time sign-in links
 *   SWITCHBOARD_FAKE   where the fake providers of its demonstration are; without it nobody writes on WhatsApp
 * Screenshots go to target/screenshots; the exit code is not zero when a step fails.
 */
import { launch, shoot } from "./lib/browser.mjs";
import { Road } from "./lib/steps.mjs";
import { drive } from "./road/road.mjs";
import { supervise } from "./road/supervisor.mjs";

const url = process.env.SWITCHBOARD_URL?.replace(/\/$/, "");
const links = JSON.parse(process.env.SWITCHBOARD_LINKS ?? "{}");
if (!url || !links.agent1 || !links.agent2) {
  console.error("set SWITCHBOARD_URL and SWITCHBOARD_LINKS (with agent1 and agent2)");
  process.exit(2);
}

const road = new Road();
const people = [];
const browser = await launch();
try {
  const roads = (process.env.SWITCHBOARD_ROADS ?? "shop,supervisor").split(",");
  if (roads.includes("shop")) await drive(road, browser, { url, links, fake: process.env.SWITCHBOARD_FAKE }, people);
  if (roads.includes("supervisor") && links.supervisor) await supervise(road, browser, { url, links }, people);
  road.finish();
} catch (error) {
  console.error(error);
  for (const { name, page, complaints } of people) {
    for (const complaint of complaints) console.error(complaint);
    await shoot(page, `failed-${name}`).catch(() => undefined);
  }
  process.exitCode = 1;
} finally {
  await browser.close();
}
