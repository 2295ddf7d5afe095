/** What an agent does at the desk, in words of the page. */
import { eventually } from "../lib/browser.mjs";
import { assert } from "../lib/steps.mjs";

export class Agent {
  constructor(person, link) {
    Object.assign(this, person);
    this.link = link;
  }

  async signIn() {
    await this.page.goto(this.link);
    await this.page.getByRole("button", { name: "Not now" }).waitFor();
  }

  async openDesk() {
    await this.page.getByRole("button", { name: "Not now" }).click();
    await this.page.waitForURL("**/unified-agent/**");
    await this.connected();
  }

  async connected() {
    await this.page.locator('.connection[data-status="online"]').waitFor();
    await this.stateButton().waitFor();
  }

  stateButton() {
    return this.page.locator(".state-button");
  }

  async setState(state) {
    if ((await this.stateButton().getAttribute("data-state")) !== state) {
      await this.stateButton().click();
      const name = state === "READY" ? /^Ready$/ : /^Not ready/;
      await this.page.getByRole("menuitem", { name }).first().click();
      await this.page.getByRole("menu").waitFor({ state: "detached" });
    }
    await this.page.locator(`.state-button[data-state="${state}"]`).waitFor();
  }

  /** Ready in the medium too: an earlier unanswered offer may have switched it off. */
  async ready() {
    await this.setState("READY");
    for (const item of await this.page.locator(".mrd").all()) {
      const toggle = item.getByRole("switch");
      if (!(await toggle.isChecked())) await item.locator("label").first().click();
      await eventually(async () => assert(await toggle.isChecked(), "the medium stays off"));
    }
  }

  offer() {
    return this.page.locator(".offer");
  }

  async accept() {
    await this.page.keyboard.press("Alt+A");
    await this.composer().waitFor();
  }

  composer() {
    return this.page.getByRole("textbox", { name: /Reply to the customer|Note to colleagues/ });
  }

  async write(text) {
    await this.composer().fill(text);
    await this.composer().press("Enter");
    await this.sees(text);
  }

  bubble(text) {
    return this.page.locator(".thread .bubble", { hasText: text });
  }

  async sees(text) {
    await this.bubble(text).last().waitFor();
  }

  bubbles() {
    return this.page.locator(".thread .bubble").allInnerTexts();
  }

  /** Of the words' own group: something else, such as a suggestion, may have come behind it. */
  async markIs(text, mark) {
    await this.page.locator(".thread .group", { hasText: text }).last().locator(`.mark[data-mark="${mark}"]`).last().waitFor();
  }

  async reload() {
    await this.page.reload();
    await this.connected();
    await this.composer().waitFor();
  }

  async wrapUp(note) {
    await this.page.getByRole("button", { name: "Leave" }).click();
    await this.page.getByRole("menuitem", { name: "Leave and wrap up" }).click();
    const panel = this.page.getByRole("region", { name: "Wrap-up" }).first();
    const code = panel.locator(".codes button").first();
    await code.waitFor();
    const name = await code.innerText();
    await code.click();
    await panel.getByRole("textbox", { name: "Note" }).fill(note);
    return name.trim();
  }

  async finish() {
    await this.page.getByRole("button", { name: "Finish" }).click();
    await this.page.getByText("You are no longer in this conversation.").waitFor();
  }
}
