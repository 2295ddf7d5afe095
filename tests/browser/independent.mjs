/**
 * The npm `socket.io-client`, a client that is not ours, against a running server:
 *   node independent.mjs URL SERVICE_IDENTIFIER
 * Every step is checked; the last line is `done`, and the exit code is not zero when something is wrong.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

import { io } from "socket.io-client";

const [url, serviceIdentifier] = process.argv.slice(2);
const channelCustomerIdentifier = randomUUID();
const identity = { serviceIdentifier, channelCustomerIdentifier };
const PATIENCE = 20_000;

/** What a page would hold: rows applied by the rule of `prev` and `seq`. */
const held = { last: 0, rows: [], gaps: 0, token: undefined };
let changed = () => undefined;

function apply(activity) {
  if (activity.seq <= held.last) return;
  if (activity.prev > held.last) {
    held.gaps += 1;
    return;
  }
  held.last = activity.seq;
  held.rows.push(activity);
  changed();
}

function connect(transports) {
  const socket = io(url, {
    path: "/web-channel-manager/socket.io",
    transports,
    reconnection: false,
    forceNew: true,
    auth: held.token ? { ...identity, token: held.token } : identity,
  });
  socket.on("MESSAGE_RECEIVED", apply);
  return socket;
}

function once(socket, name) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${name} did not come in time`)), PATIENCE);
    socket.once(name, (data) => {
      clearTimeout(timer);
      resolve(data);
    });
  });
}

function until(what, holds) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} did not come in time: ${JSON.stringify(held.rows.map((row) => row.name))}`)), PATIENCE);
    const look = () => {
      if (!holds()) return;
      clearTimeout(timer);
      changed = () => undefined;
      resolve();
    };
    changed = look;
    look();
  });
}

const said = (part) => held.rows.some((row) => row.body.markdownText?.includes(part));
const ask = (socket, name, data) => socket.timeout(PATIENCE).emitWithAck(name, data);
const message = (id, markdownText) => ({ id, header: { channelData: identity }, body: { type: "PLAIN", markdownText }, timestamp: "" });

async function chat() {
  const socket = connect(["websocket"]);
  const authenticated = await once(socket, "AUTHENTICATED");
  assert.equal(typeof authenticated.token, "string");
  assert.ok(Date.parse(authenticated.expiresAt) > Date.now());
  held.token = authenticated.token;
  const started = once(socket, "CHANNEL_SESSION_STARTED");
  socket.emit("CHAT_REQUESTED", { ...identity, additionalAttributes: [] });
  assert.equal((await started).header.channelData.channelCustomerIdentifier, channelCustomerIdentifier);
  await until("the greeting", () => said("I am Robin"));
  const first = await ask(socket, "MESSAGE_RECEIVED", message("first", "when do you open?"));
  assert.equal(first.code, 200);
  assert.ok(first.seq > 0);
  await until("the bot's answer", () => said("9:00 to 18:00"));
  assert.deepEqual(await ask(socket, "MESSAGE_RECEIVED", message("first", "when do you open?")), first, "the same id is the same message");
  console.log("talked to the bot");
  return socket;
}

async function malformed(socket) {
  const refused = await ask(socket, "MESSAGE_RECEIVED", { id: "", body: "no" });
  assert.equal(refused.code, 400);
  assert.equal(typeof refused.reason, "string");
  const foreign = { ...message("other", "hello"), header: { channelData: { ...identity, channelCustomerIdentifier: "somebody else" } } };
  assert.equal((await ask(socket, "MESSAGE_RECEIVED", foreign)).code, 403);
  const error = once(socket, "ERRORS");
  socket.emit("NO_SUCH_EVENT", {});
  assert.equal((await error).reason, "UNKNOWN_EVENT");
  assert.equal((await ask(socket, "MESSAGE_RECEIVED", message("binary", "still here"))).code, 200);
  console.log("malformed events were answered");
}

/** Another tab writes while the first is away; it comes back by long polling, as behind a proxy that knows no WebSocket. */
async function resume(socket) {
  const other = connect(["websocket"]);
  const joined = await ask(other, "CHAT_RESUMED", { ...identity, lastSeq: 0 });
  assert.equal(joined.isChatAvailable, true);
  socket.disconnect();
  const missed = [];
  for (let number = 0; number < 25; number += 1) {
    const answer = await ask(other, "MESSAGE_RECEIVED", message(`missed-${number}`, "when do you open?"));
    if (answer.code === 200) missed.push(`missed-${number}`);
  }
  assert.ok(missed.length >= 20, `${missed.length} were taken`);
  held.rows = held.rows.filter((row) => row.seq <= held.last);
  const back = connect(["polling", "websocket"]);
  await once(back, "AUTHENTICATED");
  const answer = await ask(back, "CHAT_RESUMED", { ...identity, lastSeq: held.last });
  assert.equal(answer.isChatAvailable, true);
  answer.data.activities.forEach(apply);
  await until("everything that was missed", () => missed.every((id) => held.rows.some((row) => row.id === id)));
  const end = await ask(back, "MESSAGE_RECEIVED", message("the-end", "that is all"));
  assert.equal(end.code, 200);
  await until("one's own last word", () => held.last >= end.seq);
  assert.equal(held.gaps, 0, "no gap");
  for (const id of ["first", ...missed, "the-end"]) {
    assert.equal(held.rows.filter((row) => row.id === id).length, 1, `${id} is there once`);
  }
  const numbers = held.rows.map((row) => row.seq);
  assert.deepEqual(numbers, [...new Set(numbers)].sort((a, b) => a - b), "in order, none twice");
  console.log("came back with nothing missed and nothing twice");
  other.disconnect();
  return back;
}

async function strangers() {
  const thief = io(url, { path: "/web-channel-manager/socket.io", transports: ["websocket"], reconnection: false, forceNew: true, auth: { ...identity, token: "rubbish" } });
  const refused = await once(thief, "connect_error");
  assert.match(refused.message, /token/);
  thief.disconnect();
  console.log("a wrong token was refused");
}

let socket = await chat();
await malformed(socket);
socket = await resume(socket);
await strangers();
const ended = once(socket, "CHAT_ENDED");
socket.emit("CHAT_ENDED", identity);
assert.equal((await ended).reason, "CUSTOMER");
socket.disconnect();
console.log("done");
