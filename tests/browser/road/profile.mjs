/** What is known of a customer, changed at the desk: fields, labels, and a colleague who was faster. */
import { assertAccessible } from "../lib/axe.mjs";
import { shoot } from "../lib/browser.mjs";
import { assert } from "../lib/steps.mjs";

/** A colleague over the API: signed in by a one-time link. */
export async function colleague(url, link) {
  const call = async (method, path, body, token) => {
    const headers = { "content-type": "application/json", "x-switchboard": "1", ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const response = await fetch(url + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    const text = await response.text();
    assert(response.ok, `${method} ${path}: ${response.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  };
  const { accessToken } = await call("POST", "/unified-admin/v1/auth/links", { token: new URL(link).searchParams.get("link") });
  return (method, path, body) => call(method, path, body, accessToken);
}

export async function profile(road, { agent, ask, stamp }) {
  const page = agent.page;
  const name = `Ann ${stamp}`;
  const form = page.getByRole("form", { name: "Edit" });
  const label = `VIP ${stamp}`;

  await road.step("the agent changes what is known of the customer, and adds a label", async () => {
    await ask("POST", "/cim-customer/v1/labels", { name: label });
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    await form.getByRole("textbox", { name: /First name|Name/ }).first().fill(name);
    await form.getByRole("combobox", { name: "Labels" }).or(form.getByRole("textbox", { name: "Labels" })).first().click();
    await page.getByRole("option", { name: label }).click();
    await page.keyboard.press("Escape");
    await assertAccessible(page, "the customer's form");
    await shoot(page, "desk-profile-form");
    await form.getByRole("button", { name: "Save" }).click();
    await page.locator(".context .profile h2", { hasText: name }).waitFor();
    await page.locator(".context .facts", { hasText: label }).waitFor();
    await shoot(page, "desk-profile");
  });
  await road.step("a value that is none is refused on its field", async () => {
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    await form.getByRole("textbox", { name: /E-?mail/i }).fill("not an address");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText("must be an e-mail address").waitFor();
    await form.getByRole("button", { name: "Cancel" }).click();
  });
  await road.step("of two who change a customer at once the second is told, and nothing is lost", async () => {
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    await form.getByRole("textbox", { name: /First name|Name/ }).first().fill(`${name} Miller`);
    const { items } = await ask("GET", `/cim-customer/v1/customers?q=${encodeURIComponent(name)}`);
    const theirs = { ...items[0], email: ["theirs@example.com"] };
    await ask("PUT", `/cim-customer/v1/customers/${items[0].id}`, theirs);
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText("A colleague changed this customer meanwhile").waitFor();
    assert((await form.getByRole("textbox", { name: /E-?mail/i }).inputValue()) === "theirs@example.com", "their value is shown");
    await shoot(page, "desk-profile-conflict");
    await form.getByRole("button", { name: "Save" }).click();
    await page.locator(".context .profile h2", { hasText: `${name} Miller` }).waitFor();
    await page.locator(".context .facts", { hasText: "theirs@example.com" }).waitFor();
  });
}
