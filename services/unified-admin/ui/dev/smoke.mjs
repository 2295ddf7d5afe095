/**
 * `npm run smoke`: from an installation without a demonstration to a chat that could begin, as somebody would do it who
 * has never seen the product; then the owners' APIs are asked whether it is all there.
 *
 *   SWITCHBOARD_URL   where it runs, SWITCHBOARD_DATA  its data folder, SWITCHBOARD_BINARY  for the fake providers,
 *   SWITCHBOARD_SCANNER  where it looks for a virus scanner
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { assertAccessible } from "@switchboard/browser-tests/axe";
import { eventually, launch, person, SCREENSHOTS } from "@switchboard/browser-tests/browser";
import { accounts } from "./accounts.mjs";
import { look } from "./look.mjs";
import { routing } from "./routing.mjs";
import { secondFactor } from "./second-factor.mjs";
import { shelves } from "./shelves.mjs";
import { looks, two } from "./two.mjs";
import { watch } from "./watch.mjs";
import { administrator, Backend, URL_ } from "./session.mjs";

const SHOTS = process.env.SHOTS ?? SCREENSHOTS;
const stamp = Date.now().toString(36);
const names = { team: `Front ${stamp}`, user: `Dana ${stamp}`, login: `dana.${stamp}`, attribute: `french_${stamp}`, queue: `Returns ${stamp}`, bot: `Robin ${stamp}`, channel: `Shop ${stamp}`, category: `Order ${stamp}` };

await mkdir(SHOTS, { recursive: true });
const backend = await new Backend().start();
const browser = await launch();
const { page, complaints, context } = await administrator(browser, backend);
const others = [];
let n = 0;
/** The link that the page showed for the new agent. */
let signIn = "";
/** The widget as the snippet names it. */
let widget = "";

const step = async (sentence, fn) => {
  const from = Date.now();
  try {
    await fn();
  } catch (error) {
    for (const { name, page: theirs } of others) await theirs.screenshot({ path: join(SHOTS, `smoke-failed-${name}.png`) });
    await page.screenshot({ path: join(SHOTS, "smoke-failed.png"), fullPage: true });
    console.error(`  ✗ ${sentence}`);
    throw error;
  }
  n += 1;
  await assertAccessible(page, sentence);
  await page.screenshot({ path: join(SHOTS, `smoke-${String(n).padStart(2, "0")}.png`) });
  console.log(`  ✓ ${sentence} (${Date.now() - from} ms)`);
};
const check = (holds, what) => {
  if (!holds) throw new Error(what);
};
const at = (path) => page.goto(`${URL_}/unified-admin/${path}`);
const fill = (label, text) => page.getByRole("textbox", { name: label, exact: true }).fill(text);
const press = (name) => page.getByRole("button", { name, exact: true }).click();
/** Saved, and moved from `new` to the document's own address. */
const created = async () => {
  await press("Create");
  await page.locator(".said").waitFor();
  await page.waitForURL((url) => !url.pathname.endsWith("/new"));
};
const choose = async (label, option) => {
  const input = page.getByRole("combobox", { name: label, exact: true }).or(page.getByRole("textbox", { name: label, exact: true })).first();
  await input.click();
  await page.getByRole("option", { name: option, exact: true }).click();
};

try {
  await step("the guide says what to do first, where nobody has chatted yet", async () => {
    const guide = page.getByRole("heading", { name: "To your first chat" });
    await guide.or(page.getByRole("heading", { name: "Queues right now" })).first().waitFor();
  });
  await step("a team", async () => {
    await at("teams/new");
    await fill("Name", names.team);
    await created();
  });
  await step("a user name that is not allowed is refused in words, on its field", async () => {
    await at("users/new");
    await fill("Name", names.user);
    await fill("User name", "Dana With Spaces");
    await press("Create");
    await page.getByText("2 to 64 small letters").waitFor();
    await eventually(async () => check(await page.getByRole("textbox", { name: "User name", exact: true }).evaluate((field) => field === document.activeElement), "the faulty field has the cursor"));
  });
  await step("an agent, with a sign-in link that is shown once", async () => {
    await fill("User name", names.login);
    await created();
    await press("Make a sign-in link");
    await page.locator(".copyable").waitFor();
    signIn = new URL((await page.locator(".copyable").textContent()).trim()).search;
  });
  await step("an attribute", async () => {
    await at("attributes/new");
    await fill("Name", names.attribute);
    await choose("Type", "Level 1 to 10");
    await created();
  });
  await step("the agent gets it in the grid, by keyboard", async () => {
    await at("skills");
    await page.getByRole("searchbox", { name: "Filter agents" }).fill(names.user);
    const cell = page.getByRole("gridcell", { name: `${names.attribute}: –` });
    await cell.click();
    await page.keyboard.press("7");
    await press("Save");
    await page.getByText("Everything is saved.").waitFor();
  });
  await step("a queue whose step asks for it; text and blocks agree", async () => {
    await at("queues/new");
    await fill("Name", names.queue);
    const domain = page.getByRole("button", { name: "Make the usual one for chats" });
    if (await domain.isVisible().catch(() => false)) await domain.click();
    await page.getByRole("button", { name: "Only agents who…" }).click();
    await choose("Attribute", names.attribute);
    await eventually(async () => check((await page.getByRole("textbox", { name: "As text" }).inputValue()) === `${names.attribute} >= 5`, "the text follows the blocks"));
    await page.getByText(`Agents who qualify: 1 (${names.user})`).waitFor();
    await page.getByRole("textbox", { name: "As text" }).fill(`${names.attribute} >= 9`);
    await page.getByText("No agent qualifies: customers would wait here for nobody.").waitFor();
    await page.getByRole("textbox", { name: "As text" }).fill(`${names.attribute} >= `);
    await page.getByText("This cannot be shown as blocks").waitFor();
    await press("Create");
    await page.locator(".position").waitFor();
    await page.getByRole("textbox", { name: "As text" }).fill(`${names.attribute} >= 6`);
    await created();
  });
  await step("a bot that answers when tried", async () => {
    await at("bots/new");
    await fill("Name", names.bot);
    await fill("When it does not understand", "Sorry?");
    await page.getByRole("button", { name: "Add a question" }).click();
    await fill("What it is about", "opening-hours");
    await page.getByRole("combobox", { name: "One of these words" }).or(page.getByRole("textbox", { name: "One of these words" })).first().fill("open,");
    await fill("Answer", "We are open from 9 to 18.");
    await page.getByRole("combobox", { name: "Phrases" }).or(page.getByRole("textbox", { name: "Phrases" })).first().fill("human,");
    await created();
    await page.getByRole("textbox", { name: "Write to the bot" }).fill("When are you open?");
    await press("Send");
    await page.locator(".try-bot", { hasText: "from 9 to 18" }).waitFor();
  });
  await step("a web chat with its own look", async () => {
    await at("channels/new-web");
    await fill("Name", names.channel);
    await choose("Bot", names.bot);
    await choose("Queue", names.queue);
    await fill("Second line", "Ask us anything");
    await page.getByRole("textbox", { name: "Colour" }).fill("#7a3fc2");
    await press("Create the web chat");
    await page.waitForURL((url) => !url.pathname.endsWith("new-web"));
    widget = /data-widget="([^"]+)"/.exec(await page.locator(".copyable", { hasText: "loader.js" }).textContent())[1];
  });
  await step("the wrap-up form", async () => {
    await at("wrap-up-codes/new");
    await fill("Category", names.category);
    await page.getByRole("combobox", { name: "Values" }).or(page.getByRole("textbox", { name: "Values" })).first().fill("Placed;Cancelled;");
    await created();
  });
  await step("the first chat: the new agent takes what the new bot hands over", async () => {
    const agent = await person(browser, "agent");
    const customer = await person(browser, "customer");
    others.push(agent, customer);
    await agent.page.goto(`${URL_}/unified-admin/sign-in${signIn}`);
    await agent.page.getByRole("button", { name: "Not now" }).click();
    await agent.page.waitForURL("**/unified-agent/**");
    await agent.page.locator('.connection[data-status="online"]').waitFor();
    await agent.page.locator(".state-button").click();
    await agent.page.getByRole("menuitem", { name: /^Ready$/ }).click();
    await agent.page.locator('.state-button[data-state="READY"]').waitFor();
    await customer.page.goto(`${URL_}/customer-widget/?widgetIdentifier=${widget}`);
    await customer.page.getByText("Ask us anything").waitFor();
    await customer.page.getByLabel("Your name").fill("Ann");
    await customer.page.getByRole("button", { name: "Start chat" }).click();
    const composer = customer.page.getByRole("textbox", { name: "Your message" });
    await composer.fill("When are you open?");
    await composer.press("Enter");
    await customer.page.getByText("We are open from 9 to 18.").waitFor();
    await composer.fill("A human please");
    await composer.press("Enter");
    await agent.page.locator(".offer").waitFor();
    await agent.page.screenshot({ path: join(SHOTS, "smoke-offer.png") });
    await agent.page.keyboard.press("Alt+A");
    await agent.page.locator(".composer textarea").first().fill("Hello Ann, Dana here");
    await agent.page.keyboard.press("Enter");
    await customer.page.getByText("Hello Ann, Dana here").waitFor();
    await customer.page.screenshot({ path: join(SHOTS, "smoke-customer.png") });
  });
  await routing({ step, check, page, press, at, backend, names, stamp, url: URL_ });
  await accounts({ step, check, page, at, backend, names, stamp });
  await shelves({ step, check, page, press, at, backend, stamp });
  await look({ step, check, page, press, at, browser, others, widget });
  await watch({ step, check, page, at, backend, browser, others, widget, url: URL_, stamp });
  await two({ step, check, page, at, backend, browser, others, stamp, url: URL_ });
  await looks({ step, check, browser, others, backend, administrator, shots: SHOTS, url: URL_ });
  await step("the guide is done and gives way to an overview", async () => {
    await at("");
    await page.getByRole("heading", { name: "Queues right now" }).waitFor();
    await eventually(async () => check(!(await page.getByRole("heading", { name: "To your first chat" }).isVisible()), "the guide is gone"));
  });
  await step("without a server it says so, keeps what was typed, and goes on when it is back", async () => {
    await at("teams/new");
    await fill("Name", `Night ${stamp}`);
    await context.setOffline(true);
    await press("Create");
    await page.locator(".banner").waitFor();
    await page.locator(".save-bar .problem", { hasText: "cannot be reached" }).waitFor();
    check((await page.getByRole("textbox", { name: "Name", exact: true }).inputValue()) === `Night ${stamp}`, "what was typed is there");
    await context.setOffline(false);
    await created();
    await page.locator(".banner").waitFor({ state: "detached" });
  });
  await step("a session that ends does not take unsaved changes with it", async () => {
    await fill("Description", "Typed before the session ended");
    const cookies = await context.cookies();
    await context.clearCookies();
    await page.evaluate('dispatchEvent(new Event("online"))');
    await page.getByText("Your session has ended").waitFor();
    await context.addCookies(cookies);
    // Another request may have found the way back before the button is pressed.
    await page.getByRole("button", { name: "I am signed in again" }).click({ timeout: 2_000 }).catch(() => undefined);
    await page.getByText("Your session has ended").waitFor({ state: "detached" });
    await press("Save");
    await page.getByText("Everything is saved.").waitFor();
  });
  await step("a setting is a switch", async () => {
    await at("settings");
    await page.getByRole("switch", { name: "Hide personal data from agents" }).click();
    await eventually(async () => check((await backend.items("/unified-admin/v1/settings")).some(({ name }) => name === "maskPii"), "it is stored"));
  });
  await secondFactor({ step, check, page, at, browser, others, backend, names });
  await step("an agent's own limit", async () => {
    await at("users");
    await page.getByRole("link", { name: names.user }).click();
    await page.getByRole("textbox", { name: "CHAT" }).fill("2");
    await page.locator(".beside").getByRole("button", { name: "Save" }).click();
    await eventually(async () => check((await backend.items("/routing-engine/v1/agents")).some(({ name, mrds }) => name === names.user && Object.values(mrds ?? {}).includes(2)), "it is stored"));
  });
  await step("what is used cannot be deleted, and is told by whom", async () => {
    await at("bots");
    await page.getByRole("link", { name: names.bot }).click();
    await press("Delete");
    await page.getByRole("dialog").getByRole("link", { name: names.channel }).waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });
  await step("the second of two administrators is told, and nothing is lost", async () => {
    await at("teams");
    await page.getByRole("link", { name: names.team }).click();
    await fill("Description", "Mine");
    const [team] = (await backend.items("/unified-admin/v1/teams")).filter(({ name }) => name === names.team);
    await backend.ask("PUT", `/unified-admin/v1/teams/${team.id}`, { ...team, description: "Theirs", name: `${names.team}!` });
    await press("Save");
    await page.getByRole("dialog").getByText("A colleague changed this meanwhile").waitFor();
    await page.screenshot({ path: join(SHOTS, "smoke-conflict.png") });
    await page.getByRole("dialog").getByRole("radiogroup", { name: "Description" }).getByText("Yours").click();
    await press("Save the result");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await eventually(async () => {
      const now = await backend.ask("GET", `/unified-admin/v1/teams/${team.id}`);
      check(now.description === "Mine" && now.name === `${names.team}!`, `both changes are there: ${JSON.stringify(now)}`);
    });
  });
  await step("unsaved changes are asked about", async () => {
    await fill("Description", "Something else");
    await page.getByRole("link", { name: "Reasons" }).click();
    await page.getByRole("dialog").getByText("Leave without saving?").waitFor();
    await page.getByRole("button", { name: "Stay here" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    check(page.url().includes("/teams/"), "still here");
    await press("Discard changes");
  });
  await step("the search finds everything by its name", async () => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Search" }).fill(names.queue);
    await page.getByRole("option", { name: new RegExp(names.queue) }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: names.queue }).waitFor();
  });
  await step("rules with a mistake are not saved; the place is named", async () => {
    await at("rules");
    await page.getByRole("textbox", { name: "Rules" }).fill("extends: built-in\nrules:\n  - name: x\n    on: NOTHING_LIKE_THAT\n    then: []\n");
    await page.locator(".code-faults li").first().waitFor();
  });
  await step("rules of one's own, and back to the built-in ones", async () => {
    await page.getByRole("textbox", { name: "Rules" }).fill("extends: built-in\n\nrules: []\n");
    await page.getByText("No mistakes found.").waitFor();
    await press("Save");
    await page.getByText("Your own rules").waitFor();
    await press("Restore the built-in rules");
    await page.getByRole("dialog").getByRole("button", { name: "Restore the built-in rules" }).click();
    await page.getByText("These apply to everybody without rules of their own.").waitFor();
  });
  await step("somebody who left is deleted, and routing forgets them", async () => {
    await at("users/new");
    await fill("Name", `Gone ${stamp}`);
    await fill("User name", `gone.${stamp}`);
    await created();
    const before = (await backend.items("/routing-engine/v1/agents")).length;
    await press("Delete");
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.waitForURL((url) => url.pathname.endsWith("/users"));
    check((await backend.items("/routing-engine/v1/agents")).length === before - 1, "the agent is gone");
  });
  await step("the audit log has it all, with what changed", async () => {
    await at("audit");
    await page.getByRole("searchbox", { name: "Filter" }).fill(names.team);
    await page.locator(".audit-entry summary").first().click();
    await page.locator(".changes ins", { hasText: "Mine" }).waitFor();
  });
  await step("and the owners say so too", async () => {
    const has = async (path, holds) => check((await backend.items(path)).some(holds), `${path} has it`);
    const [user] = (await backend.items("/unified-admin/v1/users")).filter(({ username }) => username === names.login);
    await has("/routing-engine/v1/agents", ({ id, attributes }) => id === user.id && attributes[names.attribute] === 7);
    await has("/routing-engine/v1/queues", ({ name, steps }) => name === names.queue && steps[0].expression === `${names.attribute} >= 6`);
    await has("/bot-framework/v1/bots", ({ name, definition }) => name === names.bot && definition.handover.phrases.includes("human"));
    const [channel] = (await backend.items("/ccm/v1/channels")).filter(({ name }) => name === names.channel);
    await has("/ccm/v1/widget-configs", ({ serviceIdentifier, theme, title }) => serviceIdentifier === channel.serviceIdentifier && theme.primary === "#7a3fc2" && title === names.channel);
    await has("/unified-admin/v1/wrap-up-codes", ({ categoryName, values }) => categoryName === names.category && values.length === 2);
  });
  const all = [...complaints, ...others.flatMap((someone) => someone.complaints)];
  check(all.length === 0, all.join("\n"));
  console.log(`\n${n} steps`);
} catch (error) {
  console.error(error);
  console.error(complaints.join("\n"));
  process.exitCode = 1;
} finally {
  await context.close();
  await browser.close();
}
