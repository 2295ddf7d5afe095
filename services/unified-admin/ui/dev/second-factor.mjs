/** Signing in with a second factor: asked for by a role, set up at the door, given, lost; sessions that are ended. */
import { createHmac } from "node:crypto";
import { join } from "node:path";
import { assertAccessible } from "@switchboard/browser-tests/axe";
import { eventually, person, SCREENSHOTS } from "@switchboard/browser-tests/browser";
import { URL_ } from "./session.mjs";

const SHOTS = process.env.SHOTS ?? SCREENSHOTS;
const PASSWORD = "seven quiet llamas at dusk";

/** What a telephone shows (RFC 6238): written down once more here, so that the server is held to the standard and not to itself. */
function codeOf(secret, at = Date.now()) {
  const bits = [...secret].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac("sha1", key).update(counter).digest();
  const offset = hash[19] & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

export async function secondFactor({ step, check, page, at, browser, others, backend, names }) {
  let secret = "";
  let recovery = [];
  let dana;
  const shoot = (name) => dana.page.screenshot({ path: join(SHOTS, `second-factor-${name}.png`) });
  /** The switch shows what is stored: it moves once the server has taken it. */
  const ask = async (asked) => {
    const box = page.getByRole("checkbox", { name: "Agent", exact: true });
    await box.click();
    await eventually(async () => check((await box.isChecked()) === asked, "the setting is stored"));
  };
  const signIn = async () => {
    await dana.page.goto(`${URL_}/unified-admin/sign-in?next=/unified-admin/security`);
    await dana.page.getByLabel("User name").fill(names.login);
    await dana.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await dana.page.getByRole("button", { name: "Sign in" }).click();
  };
  const give = async (code, button = "Sign in") => {
    await dana.page.getByLabel("Code", { exact: true }).fill(code);
    await dana.page.getByRole("button", { name: button }).click();
  };

  await step("agents are asked for a second factor, with a switch", async () => {
    await at("settings");
    await ask(true);
  });
  await step("whoever has none sets it up at the door and keeps the recovery codes", async () => {
    dana = await person(browser, "dana");
    others.push(dana);
    await dana.page.goto(`${URL_}/unified-admin/sign-in${await backend.link(names.login)}&next=/unified-admin/security`);
    await dana.page.getByRole("heading", { name: "Set up your second factor" }).waitFor();
    await dana.page.getByRole("img", { name: /Picture to scan/ }).waitFor();
    await assertAccessible(dana.page, "setting up a second factor");
    await shoot("enrol");
    secret = await dana.page.locator(".secret code").textContent();
    await give("123", "Set it up");
    await dana.page.getByText("That code is wrong").waitFor();
    await give(codeOf(secret), "Set it up");
    await dana.page.getByRole("heading", { name: "Your recovery codes" }).waitFor();
    recovery = await dana.page.locator(".codes code").allTextContents();
    check(recovery.length === 10, "ten recovery codes");
    await assertAccessible(dana.page, "recovery codes");
    await shoot("recovery");
    await dana.page.getByRole("button", { name: "I have kept them" }).click();
    await dana.page.getByLabel("New password").fill(PASSWORD);
    await dana.page.getByRole("button", { name: "Save and continue" }).click();
    await dana.page.getByText("It is set up. Recovery codes left: 10.").waitFor();
    await assertAccessible(dana.page, "one's own security");
    await shoot("own");
  });
  await step("the next sign-in asks for a code; the one that was used is refused, a recovery code is taken", async () => {
    await dana.context.clearCookies();
    await signIn();
    await dana.page.getByRole("heading", { name: "One more step" }).waitFor();
    await assertAccessible(dana.page, "the question for a code");
    await shoot("code");
    await give("000000");
    await dana.page.getByText("That code is wrong").waitFor();
    await give(recovery[0]);
    await dana.page.getByText("Recovery codes left: 9.").waitFor();
    check((await dana.page.locator(".sessions li").count()) >= 2, "both sessions are listed");
    await dana.page.getByRole("button", { name: "End all others" }).click();
    await dana.page.getByText("Ended. It takes effect").waitFor();
    // The list is read anew after it was said.
    await eventually(async () => check((await dana.page.locator(".sessions li").count()) === 1, "one session is left"));
  });
  await step("an administrator takes the lost telephone from the account and signs the user out everywhere", async () => {
    await at("users");
    await page.getByRole("link", { name: names.user }).click();
    await page.getByRole("region", { name: "Sessions" }).locator("li").first().waitFor();
    await page.getByRole("button", { name: "Remove the second factor" }).click();
    await page.getByRole("button", { name: "Remove it now" }).click();
    await page.getByText("The second factor is removed.").waitFor();
    await dana.page.reload();
    await dana.page.waitForURL("**/sign-in?**");
    await signIn();
    await dana.page.getByRole("heading", { name: "Set up your second factor" }).waitFor();
    await at("settings");
    await ask(false);
  });
}
