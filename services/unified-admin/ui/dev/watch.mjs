/** What an operations manager looks at: files that were held back, and whether every message arrived. */
import { createServer } from "node:net";
import { eventually, person } from "@switchboard/browser-tests/browser";

const VIRUS = "X5O!P%@AP-a-test-virus";

/** A scanner that speaks clamd's protocol and finds one word. */
function scanner(address) {
  const { hostname, port } = new URL(address.replace("tcp:", "http:"));
  const server = createServer((socket) => {
    let seen = Buffer.alloc(0);
    socket.on("error", () => undefined);
    socket.on("data", (part) => {
      seen = Buffer.concat([seen, part]);
      // The last chunk has no bytes.
      if (!seen.subarray(-4).equals(Buffer.alloc(4))) return;
      socket.end(seen.includes(VIRUS) ? "stream: Test-Virus FOUND\0" : "stream: OK\0");
    });
  });
  return new Promise((resolve) => server.listen(Number(port), hostname, () => resolve(server)));
}

export async function watch({ step, check, page, at, backend, browser, others, widget, url, stamp }) {
  const file = `invoice-${stamp}.txt`;
  await step("a policy for files: a size and kinds of files, refused without any, then saved", async () => {
    await at("file-policies/new");
    await page.getByRole("combobox", { name: "Holds for" }).or(page.getByRole("textbox", { name: "Holds for" })).first().click();
    await page.getByRole("option", { name: "WEB", exact: true }).click();
    for (const kind of ["Pictures", "Sound", "Video", "PDF"]) await page.getByRole("checkbox", { name: kind, exact: true }).uncheck();
    await page.getByRole("button", { name: "Create", exact: true }).click();
    await page.getByText("Please fill this in.").waitFor();
    await page.getByRole("checkbox", { name: "Text, tables, contacts, dates" }).check();
    await page.getByRole("textbox", { name: "Largest file" }).fill("2");
    await page.getByRole("button", { name: "Create", exact: true }).click();
    await page.waitForURL((address) => !address.pathname.endsWith("/new"));
    const [policy] = (await backend.items("/file-engine/v1/policies")).filter(({ name }) => name === "WEB");
    check(policy.maxBytes === 2 * 1024 * 1024 && policy.types.join() === "text/*", `the policy: ${JSON.stringify(policy)}`);
  });
  const clamd = await scanner(process.env.SWITCHBOARD_SCANNER);
  try {
    await step("a file in which the scanner finds something is held back, and can be released", async () => {
      const customer = await person(browser, "sender");
      others.push(customer);
      await customer.page.goto(`${url}/customer-widget/?widgetIdentifier=${widget}`);
      await customer.page.getByLabel("Your name").fill("Mia");
      const consent = customer.page.getByRole("checkbox");
      if (await consent.isVisible().catch(() => false)) await consent.check();
      await customer.page.getByRole("button", { name: "Start chat" }).click();
      await customer.page.getByRole("textbox", { name: "Your message" }).waitFor();
      await customer.page.locator('input[type="file"]').first().setInputFiles({ name: file, mimeType: "text/plain", buffer: Buffer.from(`Please pay ${VIRUS} now`) });
      await at("quarantine");
      const row = page.locator("tr", { hasText: file });
      await eventually(async () => {
        await page.getByRole("button", { name: "Look again" }).click();
        await row.waitFor({ timeout: 1_000 });
      });
      check((await row.textContent()).includes("Test-Virus"), "why it is held back");
      await row.getByRole("button", { name: `Release: ${file}` }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Release", exact: true }).click();
      await page.locator(".said", { hasText: `${file} is released.` }).waitFor();
      await row.waitFor({ state: "detached" });
      check((await backend.items("/file-engine/v1/files?state=AVAILABLE")).some(({ name }) => name === file), "it is available");
    });
  } finally {
    clamd.close();
  }
  await step("the ledger of today agrees: what came in is in the log, what went out has ended", async () => {
    await at("ledger");
    await eventually(async () => {
      await page.getByRole("button", { name: "Look again" }).click();
      await page.locator('.agreement[data-good="true"]').waitFor({ timeout: 1_000 });
    });
    const received = Number(await page.locator(".sums tr", { hasText: "Received from providers" }).locator("td").textContent());
    check(received >= 2, `messages came in: ${received}`);
    await page.getByRole("button", { name: "Yesterday" }).click();
    await eventually(async () => check((await page.locator(".sums tr", { hasText: "Received from providers" }).locator("td").textContent()) === "0", "nothing yesterday"));
  });
  await step("an id that is none is told so, and a day after the other is refused", async () => {
    await page.getByRole("textbox", { name: "From day" }).or(page.getByLabel("From day")).first().fill("2099-01-01");
    await page.getByText("The first day must not be after the last.").waitFor();
    await page.getByRole("textbox", { name: "Id of a message" }).fill("nothing");
    await page.keyboard.press("Enter");
    await page.getByText("There is no such message").waitFor();
  });
}
