/** HTTP of the mock: the built pages under their paths, with the content policy of the real server, and the small APIs. */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { CANNED, REASONS, TEMPLATES, USERS, WIDGET, WRAP_UP_CODES } from "./data.mjs";

const SERVICES = join(import.meta.dirname, "../../../..");
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const APPS = ["customer-widget", "web-widget", "unified-agent", "unified-admin"];
const POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'self'";

export class Web {
  constructor(customers) {
    this.startedAt = Date.now();
    this.customers = customers;
    this.access = new Map();
    this.refresh = new Map();
    this.attempts = 0;
  }

  userOf(token) {
    return this.access.get(token);
  }

  handler() {
    return (request, response) => {
      this.route(request, response).catch((error) => {
        console.error(error);
        response.writeHead(500).end();
      });
    };
  }

  async route(request, response) {
    const url = new URL(request.url, "http://mock");
    const path = url.pathname;
    if (path.startsWith("/unified-admin/v1/auth/")) return this.auth(path.slice(23), request, response);
    if (path.startsWith("/unified-admin/v1/")) return this.items(path.slice(18), request, response);
    if (path.startsWith("/ccm/v1/public/widget-configs/")) {
      return path.endsWith("/demo") ? json(response, 200, WIDGET) : json(response, 404, { status: 404, code: "NOT_FOUND" });
    }
    if (path === "/ccm/v1/message-templates") return json(response, 200, { items: TEMPLATES });
    // The mock's one channel pretends to have a provider's window: open for five minutes, then for people, then closed.
    const reach = /^\/ccm\/v1\/conversations\/([^/]+)\/reach$/.exec(path)?.[1];
    if (reach) return json(response, 200, { items: [this.reach()] });
    if (path === "/web-channel-manager/v1/transcript") {
      const found = this.customers().transcript(bearer(request));
      return found ? json(response, 200, found) : json(response, 401, { status: 401 });
    }
    return this.file(path, response);
  }

  reach() {
    const at = (minutes) => new Date(this.startedAt + minutes * 60_000).toISOString();
    return {
      ...{ sessionId: "mock", channelId: "mock", channelName: "Web chat", channelType: "WEB", customerIdentifier: "mock" },
      ...{ hasWindow: true, lastInboundAt: at(0), windowEndsAt: at(5), humanEndsAt: at(10), carries: null },
    };
  }

  items(what, request, response) {
    if (!this.userOf(bearer(request))) return json(response, 401, { status: 401 });
    const items = { reasons: REASONS, "wrap-up-codes": WRAP_UP_CODES, "canned-answers": CANNED }[what];
    return items ? json(response, 200, { items }) : json(response, 404, { status: 404 });
  }

  async auth(what, request, response) {
    const body = JSON.parse((await text(request)) || "{}");
    const cookie = /refresh=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
    const refuse = (status, headers = {}) => json(response, status, { status, code: "REFUSED", title: "refused" }, headers);
    switch (what) {
      case "links": {
        const user = USERS.find((u) => u.link === body.token);
        return user ? this.session(user, response) : refuse(401);
      }
      case "sign-in": {
        this.attempts += 1;
        if (this.attempts > 3) return refuse(429, { "retry-after": "20" });
        const user = USERS.find((u) => u.username === body.username && body.password === "correct horse battery");
        return user ? this.session(user, response) : refuse(401);
      }
      case "refresh": {
        const user = this.refresh.get(cookie);
        return user ? this.session(user, response) : refuse(401);
      }
      case "password": {
        const user = this.userOf(bearer(request));
        return user ? this.session(user, response) : refuse(401);
      }
      case "sign-out":
        this.refresh.delete(cookie);
        return json(response, 200, {}, { "set-cookie": "refresh=; Path=/unified-admin/v1/auth; Max-Age=0" });
      default:
        return refuse(404);
    }
  }

  session(user, response) {
    const [accessToken, refresh] = [randomUUID(), randomUUID()];
    this.access.set(accessToken, user);
    this.refresh.set(refresh, user);
    const shown = { ...user, link: undefined };
    const session = { accessToken, expiresAt: new Date(Date.now() + 300_000).toISOString(), user: shown };
    return json(response, 200, session, { "set-cookie": `refresh=${refresh}; Path=/unified-admin/v1/auth; HttpOnly; SameSite=Strict` });
  }

  async file(path, response) {
    const [, app, ...rest] = path.split("/");
    if (!APPS.includes(app)) {
      response.writeHead(path === "/" ? 302 : 404, path === "/" ? { location: "/web-widget/demo" } : {}).end();
      return;
    }
    const dist = join(SERVICES, app, "ui/dist");
    const name = normalize(rest.join("/") || "index.html");
    for (const candidate of [name, `${name}.html`]) {
      if (candidate.startsWith("..")) continue;
      try {
        const content = await readFile(join(dist, candidate));
        const frames = app === "customer-widget" ? "*" : "'none'";
        response.writeHead(200, {
          "content-type": TYPES[extname(candidate)] ?? "application/octet-stream",
          "content-security-policy": `${POLICY}; frame-ancestors ${frames}`,
          "x-content-type-options": "nosniff",
        });
        response.end(content);
        return;
      } catch {
        // Not this one.
      }
    }
    response.writeHead(404).end();
  }
}

const bearer = (request) => (request.headers.authorization ?? "").replace(/^Bearer /, "");

function json(response, status, body, headers = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

async function text(request) {
  let all = "";
  for await (const part of request) all += part;
  return all;
}
