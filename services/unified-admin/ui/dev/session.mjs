/** A signed-in administrator's browser, and the same rights for looking at the API. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { person } from "@switchboard/browser-tests/browser";

export const URL_ = process.env.SWITCHBOARD_URL ?? "http://127.0.0.1:8080";
const DATA = process.env.SWITCHBOARD_DATA ?? "data";
process.env.SWITCHBOARD_URL = URL_;

export class Backend {
  async start() {
    const token = (await readFile(join(DATA, "operator.token"), "utf8")).trim();
    const { accessToken } = await this.ask("POST", "/unified-admin/v1/auth/operator", { token });
    this.token = accessToken;
    return this;
  }

  async ask(method, path, body) {
    const response = await this.send(method, path, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  }

  /** A run may last longer than its token. */
  async send(method, path, body) {
    const response = await this.once(method, path, body);
    if (response.status !== 401 || !this.token) return response;
    this.token = undefined;
    await this.start();
    return this.once(method, path, body);
  }

  once(method, path, body) {
    return fetch(URL_ + path, {
      method,
      headers: { "content-type": "application/json", "x-switchboard": "1", ...(this.token ? { authorization: `Bearer ${this.token}` } : {}) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  items = async (path) => (await this.ask("GET", path)).items;

  /** Links are for one use each, so every run asks for its own. */
  async link(username) {
    const user = (await this.items("/unified-admin/v1/users")).find((one) => one.username === username);
    const { url } = await this.ask("POST", `/unified-admin/v1/users/${user.id}/links`, {});
    return new URL(url).search;
  }
}

export async function administrator(browser, backend, options = {}) {
  const someone = await person(browser, "admin", { viewport: { width: 1440, height: 900 }, ...options });
  await someone.page.goto(`${URL_}/unified-admin/sign-in${await backend.link("admin")}&next=/unified-admin/`);
  await someone.page.getByRole("button", { name: /Not now|Jetzt nicht|ليس الآن/ }).click();
  await someone.page.locator("h1").waitFor();
  return someone;
}
