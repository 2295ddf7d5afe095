/** Every further screen, each the same way: refused, made, changed, refused to go while it is used, and gone. */
import { eventually } from "@switchboard/browser-tests/browser";

export async function shelves({ step, check, page, press, at, backend, stamp }) {
  const field = (label) => page.getByRole("textbox", { name: label, exact: true });
  const choose = async (label, option) => {
    await page.getByRole("combobox", { name: label, exact: true }).or(field(label)).first().click();
    await page.getByRole("option", { name: option, exact: true }).click();
    await page.keyboard.press("Escape");
  };
  const created = async () => {
    await press("Create");
    await page.waitForURL((address) => !address.pathname.endsWith("/new"));
  };
  const saved = async () => {
    await press("Save");
    await page.getByText("Everything is saved.").waitFor();
  };
  const inUse = async (by) => {
    await press("Delete");
    await page.getByRole("dialog").getByRole("link", { name: by, exact: true }).waitFor();
    check((await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).count()) === 0, "no way to delete it");
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
  };
  const gone = async (path, id) => {
    await press("Delete");
    await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
    await page.locator(".said", { hasText: "is deleted." }).waitFor();
    await eventually(async () => check(!(await backend.items(path)).some((one) => one.id === id), "it is gone"));
  };
  const idOf = () => decodeURIComponent(new URL(page.url()).pathname.split("/").at(-1));
  /** Refused empty, made, changed, seen at its owner. */
  const simple = (kind, path, label, make, change, holds) =>
    step(`${kind}: refused empty, made, changed, deleted`, async () => {
      await at(`${kind}/new`);
      await press("Create");
      await page.getByText("Please fill this in.").first().waitFor();
      await make();
      await created();
      const id = idOf();
      await change();
      await saved();
      const stored = (await backend.items(path)).find((one) => one.id === id);
      check(holds(stored), `${label} at its owner: ${JSON.stringify(stored)}`);
      await gone(path, id);
    });

  await simple("reasons", "/unified-admin/v1/reasons", "the reason", async () => {
    await field("Name").fill(`Lunch ${stamp}`);
    await field("Code").fill("LUNCH");
  }, () => choose("Type", "Log out"), ({ type, code }) => type === "LOGOUT" && code === "LUNCH");
  await simple("labels", "/cim-customer/v1/labels", "the label", () => field("Name").fill(`Gold ${stamp}`), () => field("Colour").fill("#b3261e"), ({ colour }) => colour === "#b3261e");
  await simple("customer-attributes", "/cim-customer/v1/schema", "the field", async () => {
    await field("Label").fill(`Shoe size ${stamp}`);
    await field("Key").fill(`shoe_${stamp}`);
    await choose("Type", "Number");
  }, () => page.getByRole("switch", { name: "Personal data" }).check({ force: true }), ({ pii, type }) => pii && type === "Number");
  await simple("message-templates", "/ccm/v1/message-templates", "the template", async () => {
    await field("Name at the provider").fill(`late_${stamp}`);
    await field("What the customer reads").fill("About your question: {{1}}");
  }, () => field("Language code").fill("en_GB"), ({ language, channelTypes }) => language === "en_GB" && channelTypes.includes("WHATSAPP"));

  await step("canned answers: a word that is none is refused by its owner, and a team they are for cannot be deleted", async () => {
    await at("teams/new");
    await field("Name").fill(`Sellers ${stamp}`);
    await created();
    const team = idOf();
    await at("canned-answers/new");
    await field("Shortcut").fill("two words");
    await field("Text").fill("Hello {{custommer}}");
    await press("Create");
    await page.getByText("One word without spaces, please.").waitFor();
    await field("Shortcut").fill(`hello${stamp}`);
    await press("Create");
    await page.getByText("there are only customer").waitFor();
    await field("Text").fill("Hello {{customer}}");
    await choose("Teams", `Sellers ${stamp}`);
    await created();
    const answer = idOf();
    await at(`teams/${team}`);
    await inUse(`/hello${stamp}`);
    await at(`canned-answers/${answer}`);
    await page.locator(".save-bar").waitFor();
    await gone("/unified-admin/v1/canned-answers", answer);
    await at(`teams/${team}`);
    await page.locator(".save-bar").waitFor();
    await gone("/unified-admin/v1/teams", team);
  });
  await step("domain, type, provider, account: each made, and none goes before what stands on it", async () => {
    await at("domains/new");
    await field("Name").fill(`LETTERS ${stamp}`);
    await field("Weight of a task").fill("101");
    await press("Create");
    await page.getByText("A whole number from 0 to 100, please.").waitFor();
    await field("Weight of a task").fill("40");
    await created();
    const domain = idOf();
    await at("channel-types/new");
    await field("Name").fill(`LETTER_${stamp}`);
    await choose("Media routing domain", `LETTERS ${stamp}`);
    await field("Window for free texts").fill("24");
    await created();
    const type = idOf();
    await at("providers/new");
    await field("Name").fill(`Post ${stamp}`);
    await choose("Connector", "Twilio (SMS, MMS, WhatsApp)");
    await choose("Channel types", `LETTER_${stamp}`);
    await created();
    const provider = idOf();
    await at("connectors/new");
    await field("Name").fill(`Post account ${stamp}`);
    await choose("Provider", `Post ${stamp}`);
    await field("Account SID").fill("nonsense");
    await press("Create");
    await page.getByText("This does not look like such an identifier.").waitFor();
    await field("Account SID").fill("AC0123456789abcdef");
    await created();
    const account = idOf();
    for (const [path, user] of [[`domains/${domain}`, `LETTER_${stamp}`], [`channel-types/${type}`, `Post ${stamp}`], [`providers/${provider}`, `Post account ${stamp}`]]) {
      await at(path);
      await page.locator(".save-bar").waitFor();
      await inUse(user);
    }
    const ways = [["connectors", "/ccm/v1/channel-connectors", account], ["providers", "/ccm/v1/channel-providers", provider], ["channel-types", "/ccm/v1/channel-types", type], ["domains", "/routing-engine/v1/mrds", domain]];
    for (const [kind, path, id] of ways) {
      await at(`${kind}/${id}`);
      await page.locator(".save-bar").waitFor();
      await gone(path, id);
    }
  });
  await step("what could not be read may hold a use: then nothing is deleted, and it says so", async () => {
    await at("reasons/new");
    await field("Name").fill(`Pause ${stamp}`);
    await created();
    const id = idOf();
    await page.route("**/routing-engine/v1/queues", (route) => route.abort());
    await page.reload();
    await page.locator(".save-bar").waitFor();
    await press("Delete");
    await page.getByRole("dialog").getByText("could not all be read").waitFor();
    check((await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).count()) === 0, "no way to delete it");
    await page.unroute("**/routing-engine/v1/queues");
    await page.getByRole("dialog").getByRole("button", { name: "Try again" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
    await page.locator(".said", { hasText: "is deleted." }).waitFor();
    await eventually(async () => check(!(await backend.items("/unified-admin/v1/reasons")).some((one) => one.id === id), "it is gone"));
  });
  await step("a bot at a host that may not be called: it says who can allow it, and how", async () => {
    await at("bots/new");
    await field("Name").fill(`Modest ${stamp}`);
    await choose("Type", "Language model");
    await field("Address of the interface").fill("https://models.example.com/v1");
    await field("Model").fill("small");
    await field("Write to the bot").fill("Hello?");
    await press("Send");
    await page.locator(".host-refused .copyable", { hasText: 'allowed_hosts = ["models.example.com"]' }).waitFor();
  });
  await step("the model for trying things out answers; prices and the meter are there", async () => {
    await field("Address of the interface").fill("stub:");
    await page.locator(".host-refused").waitFor({ state: "detached" });
    await field("Price of a million tokens read").fill("2.5");
    await field("Price of a million tokens written").fill("10");
    await created();
    const id = idOf();
    await page.getByText("It has not answered anybody yet.").waitFor();
    await field("Write to the bot").fill("Hello?");
    await press("Send");
    await page.locator(".try-bot").last().waitFor();
    const bot = (await backend.items("/bot-framework/v1/bots")).find((one) => one.id === id);
    check(bot.openai.promptPrice === 2.5 && bot.openai.completionPrice === 10, "the prices");
    await gone("/bot-framework/v1/bots", id);
  });
}
