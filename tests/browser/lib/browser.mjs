/** Chromium as Debian ships it, quiet and headless; nothing is downloaded. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";

const FLAGS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync"],
];
export const SCREENSHOTS = join(import.meta.dirname, "../../../target/screenshots");

export async function launch() {
  await mkdir(SCREENSHOTS, { recursive: true });
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: FLAGS });
}

/** A person with a browser of their own; whatever the page complains about is kept for the test to look at. */
export async function person(browser, name, options = {}) {
  const context = await browser.newContext({ locale: "en-US", viewport: { width: 1280, height: 800 }, colorScheme: "light", ...options });
  context.setDefaultTimeout(Number(process.env.BROWSER_TIMEOUT ?? 15_000));
  const complaints = [];
  const watch = (page) => {
    page.on("pageerror", (error) => complaints.push(`${name}: ${error.message}`));
    page.on("console", (message) => {
      if (/content security policy/i.test(message.text())) complaints.push(`${name}: ${message.text()}`);
    });
    page.on("dialog", (dialog) => {
      complaints.push(`${name}: dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (process.env.SWITCHBOARD_URL && url.protocol.startsWith("http") && url.origin !== new URL(process.env.SWITCHBOARD_URL).origin) {
        complaints.push(`${name}: asked another host: ${url.origin}`);
      }
    });
  };
  context.on("page", watch);
  const page = await context.newPage();
  return { name, context, page, complaints };
}

export const shoot = (page, name) => page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });

/** Tries until it holds; the last reason is what is reported. For conditions the page itself cannot be asked to wait for. */
export async function eventually(check, timeout = 15_000) {
  const end = Date.now() + timeout;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((later) => setTimeout(later, 50));
  }
}
