/**
 * `npm run smoke`: every page in its states against the mock, photographed and looked over by axe.
 * Fast and shallow on purpose; the whole road is in tests/browser.
 */
import { findings } from "@switchboard/browser-tests/axe";
import { eventually, launch, person, shoot } from "@switchboard/browser-tests/browser";
import { start } from "./mock/world.mjs";
import { tourDesk } from "./tour/desk.mjs";
import { tourKinds } from "./tour/kinds.mjs";
import { tourSignIn } from "./tour/signin.mjs";
import { tourWidget } from "./tour/widget.mjs";

const server = await start({ offerMs: 120_000, wrapUpMs: 60_000 });
process.env.SWITCHBOARD_URL = server.url;
const browser = await launch();
const problems = [];
const people = [];

const tour = {
  server,
  eventually,
  join: async (name, options) => {
    const someone = await person(browser, name, options);
    people.push(someone);
    return someone;
  },
  /** A picture and a look by axe; findings are collected so that one run shows them all. */
  look: async (page, name, frame = page) => {
    // axe waits for what fades in; the picture is taken after it.
    const found = await findings(frame);
    await shoot(page, `smoke-${name}`);
    for (const { id, impact, nodes } of found) problems.push(`${name}: ${impact} ${id}\n    ${nodes.join("\n    ")}`);
    console.log(`  ${name}`);
  },
};

try {
  await tourSignIn(tour);
  for (const scheme of ["light", "dark"]) await tourWidget(tour, scheme);
  for (const scheme of ["light", "dark"]) await tourDesk(tour, scheme);
  for (const scheme of ["light", "dark"]) await tourKinds(tour, scheme);
  problems.push(...people.flatMap((someone) => someone.complaints));
} catch (error) {
  console.error(error);
  for (const { name, page } of people) await shoot(page, `smoke-failed-${name}`).catch(() => undefined);
  problems.push(String(error));
} finally {
  await browser.close();
  await server.stop();
}
if (problems.length > 0) {
  console.error(`\n${problems.join("\n")}`);
  process.exit(1);
}
