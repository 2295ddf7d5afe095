/** An account at a provider, from nothing to a customer's message: WhatsApp against the fake that comes with the binary. */
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { eventually } from "@switchboard/browser-tests/browser";

const ADDRESS = `4420${String(Date.now()).slice(-8)}`;

const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** The fake reads its accounts when it starts: it starts once the account is connected. */
async function startFake(data, port, account) {
  const folder = join(data, `fake-${account.address}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "providers.json"), JSON.stringify([account]));
  await writeFile(join(folder, "demo.done"), "");
  const fake = spawn(process.env.SWITCHBOARD_BINARY, ["providers", "fake", "--listen", `127.0.0.1:${port}`, "--data", folder], { stdio: "ignore" });
  await eventually(async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/accounts`);
    if (!answer.ok) throw new Error("the fake does not answer");
  });
  return fake;
}

export async function accounts({ step, check, page, at, backend, names, stamp }) {
  const field = (label) => page.getByRole("textbox", { name: label, exact: true });
  const [secret, key] = [randomBytes(16).toString("hex"), randomBytes(16).toString("hex")];
  const wrongSecret = createHash("sha256").update(secret).digest("hex");
  const port = await freePort();
  const name = `WhatsApp ${stamp}`;
  let webhook = "";
  let fake = null;
  const say = (text) =>
    fetch(`http://127.0.0.1:${port}/api/say`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ kind: "whatsapp", customer: "447700900123", name: "Ana", text }),
    });
  try {
    await step("an account that lacks its keys and has an odd number is refused on its fields", async () => {
      await at("channels/connect");
      await page.getByRole("radio", { name: "WhatsApp through 360dialog" }).check();
      await field("Name").fill(name);
      await field("WhatsApp number").fill("not a number");
      await page.getByRole("button", { name: "Connect", exact: true }).click();
      await page.getByText("This does not look like such an address.").waitFor();
      await page.getByText("Please check the marked fields: 3.").waitFor();
      await eventually(async () => check(await field("WhatsApp number").evaluate((input) => input === document.activeElement), "the first faulty field has the cursor"));
    });
    await step("a WhatsApp number is connected: type, provider, account, keys and channel in one go", async () => {
      await field("WhatsApp number").fill(ADDRESS);
      await field("API key").fill(key);
      await field("Secret of the webhooks").fill(wrongSecret);
      await page.locator("details.more summary").first().click();
      await field("Address of the provider's interface").fill(`http://127.0.0.1:${port}/360dialog`);
      await page.getByRole("combobox", { name: "Bot", exact: true }).or(field("Bot")).first().click();
      await page.getByRole("option", { name: names.bot, exact: true }).click();
      await page.getByRole("button", { name: "Connect", exact: true }).click();
      await page.getByRole("heading", { name: `${name} is set up` }).waitFor();
      webhook = (await page.locator(".copyable").first().textContent()).trim();
      check(/\/360-connector\/v1\/webhooks\/[\w-]+$/.test(webhook), `a webhook address: ${webhook}`);
      await page.locator('.health[data-state="grey"]').waitFor();
    });
    await step("requests with another secret turn the connection yellow, and it says what to look at", async () => {
      fake = await startFake(process.env.SWITCHBOARD_DATA, port, { kind: "whatsapp", address: ADDRESS, webhook, secret, key });
      check((await say("Hello?")).ok, "the fake took the message");
      await page.locator('.health[data-state="yellow"]').waitFor();
      await page.getByText("the signature is wrong. Check the secret").waitFor();
    });
    await step("the right secret is set in the place of the wrong one; neither is shown", async () => {
      await page.getByRole("link", { name: "Open the channel" }).click();
      await page.getByRole("link", { name: "The account and its keys" }).click();
      await page.getByRole("heading", { name: "Keys and tokens" }).waitFor();
      await page.locator(".keys-set li").nth(1).waitFor();
      check(!(await page.content()).includes(wrongSecret), "no key is in the page");
      await field("Secret of the webhooks").fill(secret);
      await page.getByRole("button", { name: "Save the keys" }).click();
      await page.locator(".said", { hasText: "The keys are set." }).waitFor();
      await eventually(async () => check((await field("Secret of the webhooks").inputValue()) === "", "what was typed is gone from the field"));
    });
    await step("a customer's message turns the connection green, and the bot's answer reaches the customer", async () => {
      await page.getByRole("link", { name }).click();
      check((await say("When are you open?")).ok, "the fake took the message");
      await eventually(async () => {
        const { items } = await (await fetch(`http://127.0.0.1:${port}/api/messages`)).json();
        check(items.some((item) => !item.inbound && /from 9(:00)? to 18/.test(item.text)), "the bot's answer");
      });
      await page.locator('.health[data-state="green"]').waitFor();
    });
    await step("what came in is listed, and each message has its way in the ledger", async () => {
      await page.getByRole("link", { name: "What came in last" }).click();
      const row = page.locator(".audit-entry", { hasText: "When are you open?" }).first();
      await row.waitFor();
      await row.locator("summary").click();
      await row.locator(".copyable", { hasText: "When are you open?" }).waitFor();
      await row.getByRole("link", { name: "Its way" }).click();
      await page.locator('.way li[data-done="true"]', { hasText: "It is in the conversation's log" }).waitFor();
    });
    await step("the channel and its account are there as the owner has them, without keys", async () => {
      const channel = (await backend.items("/ccm/v1/channels")).find((one) => one.name === name);
      check(channel.publicUrl === webhook && channel.channelType === "WHATSAPP", "the channel");
      const account = await backend.ask("GET", `/ccm/v1/channel-connectors/${channel.connector}`);
      check(!JSON.stringify(account).includes(key), "the account has no key in it");
      const set = (await backend.items(`/ccm/v1/channel-connectors/${channel.connector}/secrets`)).map((one) => one.name).sort();
      check(set.join() === "apiKey,webhookSecret", `the keys that are set: ${set.join()}`);
    });
    // What is on its way to the fake arrives before the fake is gone.
    await eventually(async () => check((await backend.ask("GET", "/ccm/v1/ledger")).openOutbound === 0, "every attempt has ended"), 60_000);
  } finally {
    fake?.kill();
  }
}
