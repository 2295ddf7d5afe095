/** What a customer does in the widget, in words of the page. */
import { eventually } from "../lib/browser.mjs";
import { assert } from "../lib/steps.mjs";

export class Customer {
  constructor(person, url) {
    Object.assign(this, person);
    this.url = url;
    this.chat = this.page.frameLocator("iframe");
  }

  async visitShop() {
    await this.page.goto(`${this.url}/web-widget/demo`);
    await this.launcher().waitFor();
  }

  launcher() {
    return this.page.locator("button.launcher");
  }

  async openChat() {
    await this.launcher().click();
    await this.chat.getByRole("button", { name: "Start chat" }).waitFor();
  }

  frame() {
    return this.page.frames().find((frame) => frame.url().includes("/customer-widget/"));
  }

  async startChat(values) {
    for (const [label, value] of Object.entries(values)) {
      const field = this.chat.getByLabel(label).first();
      if ((await field.count()) > 0) await field.fill(value);
    }
    // A shop may ask for more than we know the names of.
    for (const input of await this.chat.locator("input[required]").all()) {
      if ((await input.inputValue()) === "") await input.fill((await input.getAttribute("type")) === "email" ? "ann@example.com" : "+49 89 123456");
    }
    await this.chat.getByRole("button", { name: "Start chat" }).click();
    await this.composer().waitFor();
  }

  composer() {
    return this.chat.getByRole("textbox", { name: "Your message" });
  }

  async write(text) {
    await this.composer().fill(text);
    await this.composer().press("Enter");
    await this.chat.locator(".message.own", { hasText: text }).last().waitFor();
  }

  async sees(text) {
    await this.chat.locator(".message.other", { hasText: text }).last().waitFor();
  }

  async seesLine(text) {
    await this.chat.locator(".line", { hasText: text }).last().waitFor();
  }

  others() {
    return this.chat.locator(".message.other").count();
  }

  /** All bubbles in order, as read on the screen. */
  bubbles() {
    return this.chat.locator(".message .bubble").allInnerTexts();
  }

  async markIs(text, mark) {
    await eventually(async () => {
      const states = await this.chat.locator(".message.own", { hasText: text }).evaluateAll((list) => list.map((li) => li.dataset.state));
      assert(states.at(-1) === mark, `"${text}" is ${states.at(-1)}, not ${mark}`);
    });
  }
}
