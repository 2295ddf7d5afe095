/** Messages that are more than words, at the desk and in the widget: what providers’ customers send. */
import { customerWrites } from "./desk.mjs";

/** Any picture of the same origin: the policy of the pages allows no other. */
const PICTURE = "/unified-agent/favicon.svg";

export async function tourKinds(tour, scheme) {
  const { server, join, look } = tour;
  const name = (what) => `kinds-${what}-${scheme}`;
  const desk = await join(`kinds-${scheme}`, { colorScheme: scheme, viewport: { width: 1280, height: 1500 } });
  const { page } = desk;
  await page.goto(server.links.supervisor);
  await page.getByRole("button", { name: "Not now" }).click();
  await page.locator('.connection[data-status="online"]').waitFor();
  await page.locator(".state-button").click();
  await page.getByRole("menuitem", { name: /^Ready$/ }).click();
  const widget = await customerWrites(tour, "Dana Dietrich", ["Where is my paarcel?", "I am angry!!!"]);
  await page.locator(".offer").waitFor();
  await page.keyboard.press("Alt+A");
  const composer = page.getByRole("textbox", { name: /Reply to the customer/ });
  await composer.fill("On its way to you.");
  await composer.press("Enter");
  await page.locator(".mark").last().waitFor();

  const log = [...server.agents.logs.values()].at(-1);
  const customer = { id: log.customer.id, type: "CUSTOMER", senderName: log.customer.firstName };
  const say = (body, of = null, header = {}) => log.append("CUSTOMER_MESSAGE", customer, body, undefined, { originalMessageId: of, ...header }).activity;
  const kind = (what, more = {}, markdownText = "") => ({ type: "CUSTOM", markdownText, jsonNode: { kind: what, ...more } });
  const of = (words) => log.activities.find((activity) => activity.body.markdownText === words).id;
  say(kind("edited", {}, "Where is my parcel?"), of("Where is my paarcel?"), { intent: "UPDATE" });
  say({ type: "DELETEDNOTIFICATION" }, of("I am angry!!!"));
  say(kind("reaction", { reaction: { emoji: "❤️", action: "react" } }, "❤️"), of("On its way to you."));
  say({ type: "PLAIN", markdownText: "Great, to this place please" }, of("On its way to you."), { intent: "REPLY_TO" });
  say({ type: "STICKER", attachment: { mediaName: "sticker.webp", mediaUrl: PICTURE, mimeType: "image/webp" } });
  say({ type: "LOCATION", location: { latitude: 52.5219, longitude: 13.4132 }, additionalDetails: { name: "Alexanderplatz", address: "10178 Berlin", url: "https://place.example.com" } });
  say({ type: "CONTACT", contacts: [{ name: { formattedName: "Emil Ernst" }, phones: [{ phone: "+49 30 901820" }], additionalContactDetails: { emails: ["emil@example.com"] } }] });
  say({ type: "COMMENT", markdownText: "Lovely chairs", postId: "1" });
  say(kind("unsupported", { unsupported: { type: "poll_creation" } }));
  const last = say({ type: "PLAIN", markdownText: "That is all" }, "long-gone", { intent: "REPLY_TO" });
  for (const view of [page, widget]) await view.locator(".bubble", { hasText: last.body.markdownText }).waitFor();
  await look(page, name("desk"));

  // A second channel of the same customer, and an answer that quotes.
  log.sessions.push({ id: "whatsapp", channelName: "WhatsApp", channelType: "WHATSAPP", serviceIdentifier: "+49 30 1", active: true, reasonCode: null, startedAt: new Date().toISOString(), data: {} });
  log.note("CHANNEL_SESSION_STARTED", { channelName: "WhatsApp" });
  server.agents.changed(log);
  say({ type: "PLAIN", markdownText: "Now I write on WhatsApp" }, null, { channelSessionId: "whatsapp" });
  const choice = page.getByLabel("Answer on");
  await choice.waitFor();
  if ((await choice.inputValue()) !== "whatsapp") throw new Error("the channel the customer used last is not the one that is answered");
  await choice.selectOption({ index: 0 });
  await page.keyboard.press("Alt+Q");
  await page.keyboard.press("Alt+Q");
  await page.locator(".reply-bar", { hasText: "That is all" }).waitFor();
  await composer.fill("Good, then I send it there.");
  await look(page, name("quoting"));
  await composer.press("Enter");
  await page.locator(".group .quote", { hasText: "That is all" }).waitFor();
  await widget.locator(".quote", { hasText: "That is all" }).waitFor();
  const answer = log.activities.at(-1);
  if (answer.header.channelSessionId !== log.sessions[0].id) throw new Error("the answer does not name the channel that was chosen");
  await page.locator(".bubble-row", { hasText: "Lovely chairs" }).hover();
  await page.getByRole("button", { name: "Answer this message: Lovely chairs" }).click();
  await page.locator(".reply-bar", { hasText: "Lovely chairs" }).waitFor();
  await look(page, name("quoted"));
  await composer.press("Escape");
  await page.locator(".reply-bar").waitFor({ state: "detached" });

  // The assistant suggests; one is put away, one changed, one sent, all by keyboard.
  const robin = { id: "bot", type: "BOT", senderName: "Robin" };
  const suggest = (markdownText) => log.append("BOT_SUGGESTION", robin, { type: "PLAIN", markdownText });
  say({ type: "PLAIN", markdownText: "And can I send it back?" });
  suggest("We are open Monday to Friday, 9 to 18.");
  suggest("You can send everything back within 30 days.");
  suggest("Returns are free.");
  const cards = page.locator(".suggestion");
  await cards.nth(2).waitFor();
  await look(page, name("suggestions"));
  await page.keyboard.press("Alt+I");
  await cards.nth(2).waitFor({ state: "detached" });
  await page.keyboard.press("Alt+E");
  await page.waitForFunction(() => document.querySelector(".composer textarea").value.startsWith("You can send"));
  await composer.fill("");
  await page.keyboard.press("Alt+S");
  await page.locator(".group[data-side=own] .bubble", { hasText: "within 30 days" }).waitFor();
  await cards.first().waitFor({ state: "detached" });
  if (log.activities.filter((a) => a.name === "SUGGESTION_SETTLED").length !== 2) throw new Error("two suggestions were settled, and the log does not say so");
  await widget.setViewportSize({ width: 380, height: 1500 });
  await look(widget, name("widget"));
  const bubbles = await page.locator(".thread .bubble").allInnerTexts();
  for (const word of ["DELETEDNOTIFICATION", "CUSTOM", "paarcel", "angry"]) {
    if (bubbles.some((text) => text.includes(word))) throw new Error(`the desk shows ${word}`);
  }
  await page.getByRole("button", { name: "Leave" }).click();
  await page.getByRole("menuitem", { name: "Leave and wrap up" }).click();
  await page.locator(".codes button").first().click();
  await page.getByRole("button", { name: "Finish" }).click();
  await widget.getByRole("button", { name: "End chat" }).click();
  await widget.getByRole("alertdialog").getByRole("button", { name: "End chat" }).click();

  // An answer of a model grows, and the message of the log takes its place.
  const { page: chat } = await join("Finn Faber", { colorScheme: scheme, viewport: { width: 380, height: 640 } });
  await chat.goto(`${server.url}/customer-widget/?widgetIdentifier=demo`);
  await chat.getByLabel("Your name").fill("Finn Faber");
  await chat.getByRole("button", { name: "Start chat" }).click();
  await chat.locator(".choice").first().waitFor();
  const growing = [...server.agents.logs.values()].at(-1);
  const words = "We are open from nine to six, and on Saturdays until two.";
  const draft = (text) => server.customers.signal(growing, { name: "DRAFT", sender: robin, draft: { messageId: "coming", text } });
  for (const length of [12, 30, 44]) draft(words.slice(0, length));
  await chat.locator(".draft", { hasText: "and on Saturd" }).waitFor();
  await look(chat, name("draft"));
  growing.append("BOT_MESSAGE", robin, { type: "PLAIN", markdownText: words }, "coming");
  await chat.locator(".draft").waitFor({ state: "detached" });
  draft(words.slice(0, 50));
  await chat.locator(".message .bubble", { hasText: "until two." }).waitFor();
  if ((await chat.locator(".draft").count()) > 0) throw new Error("a signal that was overtaken brought the draft back");
}
