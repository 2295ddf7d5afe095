/* global Blob, MediaRecorder, Option, URLSearchParams, document, fetch, navigator, setInterval */
"use strict";
const $ = (id) => document.getElementById(id);
const addresses = { whatsapp: "447700900123", twilio: "+12025550147", messenger: "6543210987654321" };
const names = { whatsapp: "WhatsApp", twilio: "SMS", messenger: "Messenger" };
const shares = ["loss", "doubles", "reorder", "badSignatures"];
const get = (path) => fetch(path).then((answer) => answer.json());

/** The message that the next text quotes or replaces, with what is to become of it. */
let about = null;

/** What was not done says why, until something is. */
async function ask(path, method, body, type = "application/json") {
  const answer = await fetch(path, { method, headers: { "content-type": type }, body });
  $("problem").hidden = answer.ok;
  $("problem").textContent = answer.ok ? "" : await answer.text();
  await show();
  return answer.ok;
}

const self = () => ({ kind: $("kind").value, customer: $("customer").value, customerName: $("name").value });
const does = (deed) => ask("api/do", "POST", JSON.stringify({ ...self(), deed }));

function sends(blob, more) {
  const query = new URLSearchParams({ ...self(), ...more });
  return ask(`api/show?${query}`, "POST", blob, blob.type || "application/octet-stream");
}

function write(text) {
  if (about?.what === "edit") return does({ what: "edit", of: about.of, text });
  return does({ what: "text", text, quotes: about?.of ?? "" });
}

function concern(what, item) {
  about = item && { what, of: item.id };
  $("about").hidden = !item;
  $("about-what").textContent = item ? `${what === "edit" ? "Instead of" : "In answer to"} “${item.text.slice(0, 60)}”` : "";
  if (!item) return;
  if (what === "edit") $("text").value = item.text;
  $("text").focus();
}

function button(label, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.onclick = press;
  return made;
}

function attachment({ id, file }) {
  const source = `api/messages/${encodeURIComponent(id)}/file`;
  const family = file.mime.split("/")[0];
  const tag = { image: "img", audio: "audio", video: "video" }[family];
  if (!tag) return Object.assign(document.createElement("a"), { href: source, download: file.name, textContent: file.name || file.mime });
  const made = Object.assign(document.createElement(tag), { src: source });
  if (tag === "img") made.alt = file.name || "picture";
  else made.controls = true;
  return made;
}

function line(item) {
  const made = document.createElement("li");
  if (item.inbound) made.className = "mine";
  if (item.file) made.append(attachment(item));
  const words = Object.assign(document.createElement("p"), { textContent: item.text, dir: "auto" });
  const tools = Object.assign(document.createElement("div"), { className: "tools" });
  for (const { id, title } of item.choices) tools.append(button(title, () => does({ what: "choice", of: item.id, id, title })));
  tools.append(button("Quote", () => concern("quote", item)));
  for (const emoji of ["👍", "❤️", ""]) {
    tools.append(button(emoji || "No reaction", () => does({ what: "reaction", of: item.id, emoji })));
  }
  if (item.inbound) tools.append(button("Edit", () => concern("edit", item)), button("Delete", () => does({ what: "delete", of: item.id })));
  made.append(words, tools);
  return made;
}

async function show() {
  const { items, shown } = await get("api/messages");
  const plain = (text) => text.replace(/^whatsapp:/, "").replace(/^\+/, "");
  const own = (one) => one.kind === $("kind").value && plain(one.customer) === plain($("customer").value);
  const newest = shown.filter(own).at(-1);
  $("shown").textContent = newest ? `Shown last: ${newest.what}` : "";
  const list = $("messages");
  const said = items.filter(own);
  const state = `${$("customer").value} ${said.length}`;
  if (list.dataset.state === state) return;
  list.dataset.state = state;
  list.replaceChildren(...said.map(line));
  list.scrollTop = list.scrollHeight;
}

/** Two seconds of a tone, where there is no microphone. */
function tone() {
  const [rate, seconds] = [8_000, 2];
  const bytes = new DataView(new ArrayBuffer(44 + rate * seconds * 2));
  const word = (at, text) => [...text].forEach((letter, index) => bytes.setUint8(at + index, letter.charCodeAt(0)));
  word(0, "RIFF");
  bytes.setUint32(4, 36 + rate * seconds * 2, true);
  word(8, "WAVEfmt ");
  [[16, 16], [24, rate], [28, rate * 2]].forEach(([at, value]) => bytes.setUint32(at, value, true));
  [[20, 1], [22, 1], [32, 2], [34, 16]].forEach(([at, value]) => bytes.setUint16(at, value, true));
  word(36, "data");
  bytes.setUint32(40, rate * seconds * 2, true);
  for (let at = 0; at < rate * seconds; at += 1) bytes.setInt16(44 + at * 2, 8_000 * Math.sin((at * 440 * 2 * Math.PI) / rate), true);
  return new Blob([bytes], { type: "audio/wav" });
}

async function speak() {
  const stream = await navigator.mediaDevices?.getUserMedia({ audio: true }).catch(() => null);
  if (!stream) return void sends(tone(), { voice: true, filename: "voice.wav" });
  const recorder = new MediaRecorder(stream);
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.onstop = () => {
    stream.getTracks().forEach((track) => track.stop());
    $("voice").textContent = "Voice note";
    $("voice").onclick = speak;
    const type = recorder.mimeType.split(";")[0];
    sends(new Blob(parts, { type }), { voice: true, filename: `voice.${type.split("/")[1]}` });
  };
  recorder.start();
  $("voice").textContent = "Stop and send";
  $("voice").onclick = () => recorder.stop();
}

function adjust(trouble, key) {
  const value = trouble[key];
  const input = document.createElement("input");
  const share = shares.includes(key);
  input.type = typeof value === "boolean" ? "checkbox" : typeof value === "string" ? "text" : share ? "range" : "number";
  if (share) Object.assign(input, { min: 0, max: 1, step: 0.05 });
  if (input.type === "checkbox") input.checked = value;
  else input.value = value;
  input.onchange = () => {
    trouble[key] = input.type === "checkbox" ? input.checked : input.type === "text" ? input.value : Number(input.value);
    ask("api/trouble", "PUT", JSON.stringify(trouble));
  };
  const label = document.createElement("label");
  label.append(`${key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)} `, input);
  $("trouble").append(label);
}

$("form").onsubmit = async (event) => {
  event.preventDefault();
  const [file] = $("file").files;
  const text = $("text").value;
  if (!file && !text.trim()) return;
  if (!(await (file ? sends(file, { caption: text, filename: file.name }) : write(text)))) return;
  $("form").reset();
  concern("", null);
};
$("about-none").onclick = () => concern("", null);
$("voice").onclick = speak;
$("place").onclick = () => does({ what: "place", latitude: 52.5163, longitude: 13.3777, label: "Brandenburg Gate" });
$("contact").onclick = () => does({ what: "contact", name: "Bea Example", phone: "+12025550111" });

async function start() {
  const { items } = await get("api/accounts");
  for (const account of items) $("kind").add(new Option(`${names[account.kind] ?? account.kind} → ${account.address}`, account.kind));
  $("kind").onchange = () => {
    $("customer").value = addresses[$("kind").value] ?? "";
    show();
  };
  $("kind").onchange();
  const trouble = await get("api/trouble");
  for (const key of Object.keys(trouble)) adjust(trouble, key);
  setInterval(show, 700);
}
start();
