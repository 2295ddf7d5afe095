/** What a manager changes in a chat's look, and what customers see of it: corner, picture, languages, hours, consent, nobody there. */
import { join } from "node:path";
import { assertAccessible } from "@switchboard/browser-tests/axe";
import { eventually, person, SCREENSHOTS } from "@switchboard/browser-tests/browser";
import { URL_ } from "./session.mjs";

const SHOTS = process.env.SHOTS ?? SCREENSHOTS;
const SITE = `${URL_}/web-widget/demo`;

/** A site with the two lines of this widget on it: the demonstration page, with the loader's tag as a site would write it. */
async function site(visitor, widget, attributes = "") {
  await visitor.page.route(SITE, async (route) => {
    const response = await route.fetch();
    const html = (await response.text()).replace(/<script src="\/web-widget\/loader.js"[^>]*>/, `<script src="/web-widget/loader.js" data-widget="${widget}" ${attributes} async>`);
    await route.fulfill({ response, body: html });
  });
  await visitor.page.goto(SITE);
  await visitor.page.locator("button.launcher").waitFor();
}

const frame = (visitor) => visitor.page.frameLocator("iframe");
const shoot = (visitor, name) => visitor.page.screenshot({ path: join(SHOTS, `look-${name}.png`) });
const chatFrame = (visitor) => visitor.page.frames().find((one) => one.url().includes("/customer-widget/"));

export async function look({ step, check, page, press, at, browser, others, widget }) {
  const visit = async (name, options) => {
    const visitor = await person(browser, name, options);
    others.push(visitor);
    return visitor;
  };
  const edit = async () => {
    await at("widgets");
    await page.getByRole("link", { name: widget }).first().click();
    await page.getByRole("textbox", { name: "What customers agree to first" }).waitFor();
  };
  const saved = async () => {
    await press("Save");
    await page.getByText("Everything is saved.").waitFor();
  };

  await step("corner, picture, consent and hours are seen in the preview before they are saved", async () => {
    await edit();
    const picture = await page.evaluate(() => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [400, 200];
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#f2c14e";
      pen.fillRect(0, 0, 400, 200);
      return canvas.toDataURL("image/png").split(",")[1];
    });
    await page.locator('.logo-field input[type="file"]').setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: Buffer.from(picture, "base64") });
    await page.locator(".preview-frame img.logo").waitFor();
    const input = page.getByRole("combobox", { name: "Place on the page" }).or(page.getByRole("textbox", { name: "Place on the page" })).first();
    await input.click();
    await page.getByRole("option", { name: "At the left" }).click();
    await page.getByRole("textbox", { name: "What customers agree to first" }).fill("We keep what you write for a year. See https://example.com/privacy");
    await page.locator(".preview-frame .consent", { hasText: "for a year" }).waitFor();
    await page.getByRole("textbox", { name: "When nobody can be reached" }).fill("Closed. Write to hello@example.com.");
    await page.locator(".preview").getByText("Closed", { exact: true }).click();
    await page.locator(".preview-frame .notice", { hasText: "hello@example.com" }).waitFor();
    await page.locator(".preview").getByText("Form", { exact: true }).click();
    await saved();
  });
  await step("a file that is no picture is refused in words", async () => {
    await page.locator('.logo-field input[type="file"]').setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
    await page.getByText("This file is no picture that can be read.").waitFor();
  });
  await step("the launcher has its corner and colour before anybody opens it, and the page speaks German when the site does", async () => {
    const visitor = await visit("german");
    await site(visitor, widget, 'data-language="de"');
    await eventually(async () => check((await visitor.page.locator("button.launcher").boundingBox()).x < 100, "the launcher is at the left"));
    await eventually(async () => check((await visitor.page.locator("button.launcher").evaluate((button) => globalThis.getComputedStyle(button).backgroundColor)) === "rgb(122, 63, 194)", "its colour"));
    await visitor.page.locator("button.launcher").click();
    await frame(visitor).getByRole("button", { name: "Chat starten" }).waitFor();
    await frame(visitor).locator("img.logo").waitFor();
    await assertAccessible(chatFrame(visitor), "the German form");
    await shoot(visitor, "german");
  });
  await step("without consent no chat begins; the box has the cursor and says why", async () => {
    const visitor = others.at(-1);
    await frame(visitor).getByLabel("Your name").fill("Jutta");
    await frame(visitor).getByRole("button", { name: "Chat starten" }).click();
    await frame(visitor).getByText("Bitte stimmen Sie zuerst zu").waitFor();
    const box = frame(visitor).getByRole("checkbox", { name: "Ich bin einverstanden" });
    check(await box.evaluate((element) => element === document.activeElement), "the box has the cursor");
    await assertAccessible(chatFrame(visitor), "the refused form");
    await box.check();
    await frame(visitor).getByRole("button", { name: "Chat starten" }).click();
    await frame(visitor).getByRole("textbox", { name: "Ihre Nachricht" }).waitFor();
  });
  await step("the site changes the language while the chat goes on: Arabic, from right to left", async () => {
    const visitor = others.at(-1);
    await visitor.page.evaluate(() => globalThis.Switchboard.language("ar"));
    await frame(visitor).getByRole("textbox", { name: "رسالتك" }).waitFor();
    check((await chatFrame(visitor).evaluate(() => document.documentElement.dir)) === "rtl", "right to left");
    await assertAccessible(chatFrame(visitor), "the Arabic chat");
    await shoot(visitor, "arabic");
  });
  await step("a browser that wishes Arabic gets it without the site saying so", async () => {
    const visitor = await visit("arabic", { locale: "ar-EG", colorScheme: "dark" });
    await site(visitor, widget);
    await visitor.page.locator("button.launcher").click();
    await frame(visitor).getByRole("button", { name: "ابدأ الدردشة" }).waitFor();
    await assertAccessible(chatFrame(visitor), "the Arabic form");
    await shoot(visitor, "arabic-dark");
  });
  await step("hours that are none are refused on their field", async () => {
    await edit();
    await page.getByRole("switch", { name: "Take new chats at certain hours only" }).check({ force: true });
    await page.getByRole("textbox", { name: "Until" }).fill("08:00");
    await press("Save");
    await page.getByText("must be after").waitFor();
  });
  await step("outside the hours a new customer reads the message; a chat that goes on goes on", async () => {
    // Open on yesterday's day of the week only, for a minute: whenever this runs, it is closed now.
    const yesterday = ((new Date().getUTCDay() + 5) % 7) + 1;
    await page.getByRole("combobox", { name: "Time zone" }).or(page.getByRole("textbox", { name: "Time zone" })).first().fill("UTC");
    await page.keyboard.press("Escape");
    const days = page.getByRole("group", { name: "Days" }).getByRole("checkbox");
    for (let day = 1; day <= 7; day += 1) await days.nth(day - 1).setChecked(day === yesterday);
    await page.getByRole("textbox", { name: "From", exact: true }).fill("03:00");
    await page.getByRole("textbox", { name: "Until" }).fill("03:01");
    await saved();
    const late = await visit("late");
    await site(late, widget);
    await late.page.locator("button.launcher").click();
    await frame(late).getByText("Closed. Write to hello@example.com.").waitFor();
    check((await frame(late).getByRole("button", { name: "Start chat" }).count()) === 0, "no form");
    await assertAccessible(chatFrame(late), "the closed chat");
    await shoot(late, "closed");
    const german = others.find(({ name }) => name === "german");
    await german.page.reload();
    await german.page.locator("button.launcher").click();
    await frame(german).getByRole("textbox", { name: "Ihre Nachricht" }).waitFor();
  });
  await step("when the server cannot be reached, somebody who was here before reads the company's words", async () => {
    const visitor = others.find(({ name }) => name === "late");
    await visitor.page.route("**/ccm/v1/public/**", (route) => route.abort());
    await visitor.page.reload();
    await visitor.page.locator("button.launcher").click();
    await frame(visitor).getByText("Closed. Write to hello@example.com.").waitFor();
    await frame(visitor).getByRole("button", { name: "Try again" }).waitFor();
    await shoot(visitor, "unreachable");
    await visitor.page.unroute("**/ccm/v1/public/**");
    await edit();
    await page.getByRole("switch", { name: "Take new chats at certain hours only" }).uncheck({ force: true });
    await saved();
    await frame(visitor).getByRole("button", { name: "Try again" }).click();
    await frame(visitor).getByRole("button", { name: "Start chat" }).waitFor();
  });
}
