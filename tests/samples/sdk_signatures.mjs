/**
 * Writes sdk-signatures-node.json: signatures as libraries of JavaScript make and check them, beside those of sdk_signatures.py.
 *
 *   cd <an empty folder> && npm init -y && npm i twilio x-hub-signature @octokit/webhooks-methods @kapso/whatsapp-cloud-api whatsapp-api-js
 *   node <this file>
 *
 * The libraries are taken from the folder in which it runs. The tests of the connectors read the file and need neither them nor a network.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(join(process.cwd(), "package.json")));
const place = (path) => join(process.cwd(), "node_modules", path);
const version = (name) => JSON.parse(readFileSync(place(`${name}/package.json`), "utf8")).version;
/** Some are modules only, which no `require` finds. */
const load = (path) => import(pathToFileURL(place(path)));

const TOKEN = "12345";
const SECRET = "an app secret ✓";
const HOOK = "https://example.com/twilio-connector/v1/webhooks/c1";
/** The address that was signed, and the one at which the request arrives. */
const URLS = [
  [HOOK, HOOK],
  [`${HOOK}?x=a%20b&again=1&again=2`, `${HOOK}?x=a%20b&again=1&again=2`],
  ["https://example.com:443/hook", "https://example.com/hook"],
  ["https://example.com/hook", "https://example.com:8443/hook"],
  ["http://example.com:80/hook?m=1", "http://example.com/hook?m=1"],
  ["https://user:pass@example.com/hook", "https://user:pass@example.com/hook"],
  ["https://example.com/hook?Body=It%27s+here", "https://example.com/hook?Body=It's+here"],
];
const FORMS = [
  {},
  { MessageSid: "SM1", From: "whatsapp:+447700900123", Body: "Grüße, مرحبا 👋🏽 & more = less" },
  { b: "2", a: "1", B: "3", A: "", "a b": " c+d " },
  { MediaUrl0: "https://api.twilio.com/x?y=z", NumMedia: "1", Body: "line\r\nbreak" },
  { Again: ["2", "1", "2"], Once: "x" },
];
const JSONS = ["{}", '[{"specversion":"1.0","text":"Grüße"}]', '{"property": "value", "boolean": true}'];
const TEXTS = ["{}", '{"object":"page"}', '{"text":"Grüße 👋🏽"}', '{"text":"\\u00fc"}', " \n", "x".repeat(2_000)];
const BYTES = [Buffer.from(Uint8Array.from({ length: 256 }, (_, byte) => byte)), Buffer.alloc(0)];

function twilioVectors({ getExpectedTwilioSignature, getExpectedBodyHash, validateRequest, validateRequestWithBody }) {
  const vectors = [];
  for (const [signed, url] of URLS) {
    for (const form of FORMS) {
      const signature = getExpectedTwilioSignature(TOKEN, signed, form);
      assert(validateRequest(TOKEN, signature, url, form), url);
      assert(!validateRequest("54321", signature, url, form), url);
      vectors.push({ url, form, signature, ...(signed === url ? {} : { respelt: true }) });
    }
  }
  for (const body of JSONS) {
    const url = `${HOOK}?bodySHA256=${getExpectedBodyHash(body)}`;
    const signature = getExpectedTwilioSignature(TOKEN, url, {});
    assert(validateRequestWithBody(TOKEN, signature, url, body), url);
    assert(!validateRequestWithBody(TOKEN, signature, url, `${body} `), url);
    vectors.push({ url, body, signature });
  }
  return vectors;
}

async function hubVectors() {
  const { default: XHubSignature } = await load("x-hub-signature/dist/XHubSignature.mjs");
  const octokit = await load("@octokit/webhooks-methods/dist-node/index.js");
  const kapso = require("@kapso/whatsapp-cloud-api/server");
  const { WhatsAppAPI } = await load("whatsapp-api-js/lib/index.js");
  const whatsapp = new WhatsAppAPI({ token: "x", appSecret: SECRET, ponyfill: { subtle: globalThis.crypto.subtle, fetch: globalThis.fetch } });
  const vectors = [];
  for (const body of [...TEXTS, ...BYTES]) {
    const header = new XHubSignature("sha256", SECRET).sign(body);
    const wrong = new XHubSignature("sha256", "another secret").sign(body);
    const judges = [
      (given) => new XHubSignature("sha256", SECRET).verify(given, body),
      (given) => kapso.verifySignature({ appSecret: SECRET, rawBody: body, signatureHeader: given }),
    ];
    // These take texts only; the second writes what is not ASCII as \\u first, as Meta does before it signs and sends.
    if (typeof body === "string") judges.push((given) => octokit.verify(SECRET, body, given));
    if (typeof body === "string" && Buffer.byteLength(body) === body.length) judges.push((given) => whatsapp.verifyRequestSignature(body, given));
    for (const judge of judges) {
      assert(await judge(header), `the right signature of ${body}`);
      assert(!(await judge(wrong)), "another secret's");
    }
    vectors.push({ body: Buffer.from(body).toString("hex"), header, wrong });
  }
  return vectors;
}

const libraries = ["twilio", "x-hub-signature", "@octokit/webhooks-methods", "@kapso/whatsapp-cloud-api", "whatsapp-api-js"];
const made = {
  libraries: Object.fromEntries(libraries.map((name) => [name, version(name)])),
  twilioToken: TOKEN,
  twilio: twilioVectors(require("twilio")),
  hubSecret: SECRET,
  hub: await hubVectors(),
};
const target = join(import.meta.dirname, "sdk-signatures-node.json");
writeFileSync(target, `${JSON.stringify(made, null, 1)}\n`);
console.log(`${target}: ${made.twilio.length} of Twilio, ${made.hub.length} of Meta`);
