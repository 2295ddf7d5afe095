/**
 * How a full desk feels, for `cargo xtask bench web`: says `open` when the desk is there, waits for a line on its input, measures,
 * prints one line of JSON. Every figure is the slowest of its kind, in milliseconds.
 */
import { createInterface } from "node:readline";
import { launch } from "./lib/browser.mjs";

const url = process.env.SWITCHBOARD_URL;
const chats = Number(process.env.BENCH_CHATS);
const messages = Number(process.env.BENCH_MESSAGES);
const EMPTY = `${url}/empty-page-of-the-bench`;
/** A page with nothing but a field and a list. */
const PAGE = `<!doctype html><title>Empty</title><link rel="icon" href="data:,"><textarea aria-label="Empty"></textarea><button>Nothing</button><ul></ul>`;
const TIMES = 20;

const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-US" });
context.setDefaultTimeout(120_000);
const sleep = (ms) => new Promise((later) => setTimeout(later, ms));
const round = (ms) => Math.round(ms * 10) / 10;

/** From the browser's start of a navigation until a frame was drawn in which the selector is there. */
async function interactive(page, address, selector) {
  await page.goto(address);
  const locator = page.locator(selector).first();
  await locator.waitFor();
  return locator.evaluate(() => new Promise((done) => globalThis.requestAnimationFrame(() => globalThis.requestAnimationFrame(() => done(globalThis.performance.now())))));
}

/** Collects how long each interaction took from the event to the frame that shows its effect, as browsers count it (Event Timing). */
const watch = (page) =>
  page.evaluate(() => {
    globalThis.slowest = 0;
    new globalThis.PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.interactionId) globalThis.slowest = Math.max(globalThis.slowest, entry.duration);
    }).observe({ type: "event", durationThreshold: 16, buffered: false });
  });

/** From the key press to the frame after which the words stand in a bubble. */
const timed = (page, bubble) =>
  page.evaluate((selector) => {
    globalThis.bubbles = [];
    globalThis.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Enter") return;
        const words = event.target.value.trim();
        const look = () => {
          const there = [...document.querySelectorAll(selector)].slice(-5).some((element) => element.textContent.includes(words));
          if (there) globalThis.requestAnimationFrame(() => globalThis.bubbles.push(globalThis.performance.now() - event.timeStamp));
          else globalThis.requestAnimationFrame(look);
        };
        look();
      },
      true,
    );
  }, bubble);

async function write(page, field) {
  for (let n = 0; n < TIMES; n += 1) {
    await field.pressSequentially(`Answer ${n}`);
    await page.keyboard.press("Enter");
    await page.waitForFunction((count) => globalThis.bubbles.length > count, n);
  }
  await sleep(300);
  return page.evaluate(() => ({ bubble: Math.max(...globalThis.bubbles), interaction: globalThis.slowest }));
}

async function emptyPage() {
  const page = await context.newPage();
  await page.route(EMPTY, (route) => route.fulfill({ contentType: "text/html", body: PAGE }));
  const interactiveMs = await interactive(page, EMPTY, "textarea");
  await page.evaluate(() => {
    document.querySelector("textarea").addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const line = document.createElement("li");
      line.textContent = event.target.value;
      document.querySelector("ul").append(line);
      event.target.value = "";
    });
  });
  await watch(page);
  await timed(page, "li");
  for (let n = 0; n < TIMES; n += 1) await page.getByRole("button").click();
  const { bubble, interaction } = await write(page, page.locator("textarea"));
  await page.close();
  return { interactiveMs, bubble, interaction };
}

const signIn = async (page, link) => {
  await page.goto(link);
  await page.getByRole("button", { name: "Not now" }).click();
};

try {
  const empty = await emptyPage();

  const admin = await context.newPage();
  await signIn(admin, process.env.BENCH_ADMIN);
  await admin.locator("h1").waitFor();
  // Once more: signed in, and with the browser's cache as it is on every day but the first.
  const adminInteractive = await interactive(admin, `${url}/unified-admin/`, "main h1");
  await admin.close();
  await context.clearCookies();

  const page = await context.newPage();
  await signIn(page, process.env.BENCH_AGENT);
  await page.locator('.connection[data-status="online"]').waitFor();
  const deskInteractive = await interactive(page, `${url}/unified-agent/`, '.connection[data-status="online"]');
  const rows = page.locator(".rows .row");
  await page.waitForFunction((count) => document.querySelectorAll(".rows .row").length === count, chats);
  // The messages of the chat that is looked at are drawn as they come.
  await rows.first().click();
  console.log("open");
  await new Promise((told) => createInterface({ input: process.stdin }).once("line", told));

  const last = `Message ${messages} of ${messages}`;
  await page.waitForFunction(([text, count]) => [...document.querySelectorAll(".rows .row")].filter((row) => row.textContent.includes(text.slice(0, 16))).length === count, [last, chats]);
  await sleep(1_000);
  await watch(page);
  await timed(page, ".thread .bubble");
  for (let n = 0; n < TIMES; n += 1) {
    await rows.nth((n + 1) % chats).click();
    await page.locator(".thread .bubble", { hasText: last }).last().waitFor();
  }
  await page.locator(".state-button").click();
  await page.getByRole("menuitem").first().waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("option").first().waitFor({ state: "detached" });
  const shown = await page.locator(".thread .bubble").count();
  const { bubble, interaction } = await write(page, page.getByRole("textbox", { name: "Reply to the customer" }));

  console.log(
    JSON.stringify({
      deskInteractiveMs: round(deskInteractive),
      adminInteractiveMs: round(adminInteractive),
      emptyInteractiveMs: round(empty.interactiveMs),
      interactionMs: round(interaction),
      emptyInteractionMs: round(empty.interaction),
      bubbleMs: round(bubble),
      emptyBubbleMs: round(empty.bubble),
      bubblesShown: shown,
    }),
  );
} finally {
  await browser.close();
}
// The line that was waited for keeps the input open.
process.exit();
