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
}
