/** The desk in its states, light and dark, wide and narrow, left to right and right to left. */
export async function customerWrites({ server, join }, name, words) {
  const { page } = await join(name, { viewport: { width: 380, height: 640 } });
  await page.goto(`${server.url}/customer-widget/?widgetIdentifier=demo`);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail").fill(`${name.split(" ")[0].toLowerCase()}@example.com`);
  await page.getByRole("button", { name: "Start chat" }).click();
  await page.locator(".choice").last().click();
  await page.locator(".queue").waitFor();
  for (const text of words) {
    await page.getByRole("textbox").fill(text);
    await page.keyboard.press("Enter");
  }
  return page;
}

export async function tourDesk(tour, scheme) {
  const { server, join, look } = tour;
  const name = (what) => `desk-${what}-${scheme}`;
  const desk = await join(`desk-${scheme}`, { colorScheme: scheme, viewport: { width: 1440, height: 900 } });
  const { page } = desk;
  await page.goto(server.links.supervisor);
  await page.getByRole("button", { name: "Not now" }).click();
  await page.locator('.connection[data-status="online"]').waitFor();
  await look(page, name("not-ready"));
  await page.locator(".state-button").click();
  await page.getByRole("menuitem", { name: "Not ready: Lunch" }).waitFor();
  await look(page, name("state-menu"));
  await page.getByRole("menuitem", { name: /^Ready$/ }).click();
  await page.locator('.state-button[data-state="READY"]').waitFor();

  const first = await customerWrites(tour, "Bea Bianchi", ["My parcel 4711 has not arrived.", "See https://example.com/track/4711"]);
  await page.locator(".offer").waitFor();
  await look(page, name("offer"));
  await page.keyboard.press("Alt+A");
  const composer = page.getByRole("textbox", { name: /Reply to the customer|Note to colleagues/ });
  await composer.fill("Good day! I am looking for it.");
  await composer.press("Enter");
  await page.locator(".mark").last().waitFor();
  const second = await customerWrites(tour, "Chidi Okafor", ["Do you ship to Lagos?"]);
  await page.locator(".offer").waitFor();
  await look(page, name("second-offer"));
  await page.keyboard.press("Alt+A");
  await page.locator(".row").nth(1).waitFor();
  await first.getByRole("textbox").fill("Hello? Anybody there?");
  await first.keyboard.press("Enter");
  await page.locator(".row .unread").waitFor();
  await look(page, name("unread"));

  await composer.fill("/h");
  await page.getByRole("option").first().waitFor();
  await look(page, name("canned"));
  await composer.press("Enter");
  await composer.press("Enter");
  await page.keyboard.press("Alt+N");
  await composer.fill("Customer sounds annoyed, be quick.");
  await look(page, name("note"));
  await composer.press("Enter");
  await page.keyboard.press("Alt+N");
  await second.getByRole("textbox").pressSequentially("Al");
  await page.locator(".thread .typing .dots").waitFor();
  await look(page, name("conversation"));

  await page.getByRole("button", { name: "Transfer" }).click();
  await page.locator(".target").first().waitFor();
  await look(page, name("transfer"));
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).waitFor();
  await look(page, name("settings"));
  await page.keyboard.press("Escape");
  await page.getByRole("menu").waitFor({ state: "detached" });

  // The line is cut, something is said meanwhile, and the desk catches up.
  await desk.context.setOffline(true);
  server.cut();
  await page.locator(".banner.bad").waitFor();
  await composer.fill("Answered while offline");
  await composer.press("Enter");
  await look(page, name("offline"));
  await second.locator(".banner.lost").waitFor({ state: "detached" });
  await second.getByRole("textbox").fill("Said while the desk was away");
  await second.keyboard.press("Enter");
  await second.locator(".message.own", { hasText: "Said while" }).waitFor();
  await desk.context.setOffline(false);
  await page.locator(".banner.info").waitFor();
  await page.locator(".bubble", { hasText: "Said while the desk was away" }).waitFor();
  await look(page, name("resynchronised"));
  await second.locator(".message.other", { hasText: "Answered while offline" }).waitFor();

  await page.getByRole("button", { name: "Leave" }).click();
  await page.getByRole("menuitem", { name: "Leave and wrap up" }).click();
  await page.locator(".codes button").first().click();
  await look(page, name("wrap-up"));
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByText("You are no longer in this conversation.").waitFor();
  await look(page, name("over"));

  await page.getByRole("button", { name: "Dismiss" }).click();

  // The same customer comes again, with a past and much to read.
  await second.getByRole("button", { name: "End chat" }).click();
  await second.getByRole("alertdialog").getByRole("button", { name: "End chat" }).click();
  await second.getByRole("button", { name: "Start a new chat" }).click();
  await second.getByLabel("Your name").fill("Chidi Okafor");
  await second.getByRole("button", { name: "Start chat" }).click();
  await second.locator(".choice").first().waitFor();
  const log = [...server.agents.logs.values()].at(-1);
  const bot = { id: "bot", type: "BOT", senderName: "Robin" };
  for (let n = 1; n <= 140; n += 1) log.append("BOT_MESSAGE", bot, { type: "PLAIN", markdownText: `Old line ${n}` });
  await second.getByRole("textbox").fill("I want to talk to a person");
  await second.keyboard.press("Enter");
  await page.locator(".offer").waitFor();
  await page.keyboard.press("Alt+A");
  await page.locator("ul.past button").first().waitFor();
  await page.locator(".scroller").evaluate((element) => element.scrollTo(0, 0));
  await page.locator(".chip").waitFor();
  await look(page, name("scrolled-up"));
  const earlier = page.getByRole("button", { name: "Load earlier messages" });
  await earlier.click();
  await earlier.waitFor({ state: "detached" });
  await page.getByText("Old line 1", { exact: true }).waitFor();
  await page.locator(".chip").click();
  await page.locator(".chip").waitFor({ state: "detached" });
  await page.locator("ul.past button").first().click();
  await page.getByText("Past conversation, read only").waitFor();
  await look(page, name("past"));
  await page.getByRole("button", { name: "Back" }).click();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await page.getByRole("menuitem", { name: "Pause for 5 min" }).click();
  await page.getByRole("button", { name: "Resume" }).waitFor();
  await look(page, name("paused"));

  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("menuitemradio", { name: "العربية" }).click();
  await page.locator("html[dir=rtl]").waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".row").last().click();
  await look(page, name("arabic"));

  for (const [width, what] of [
    [1000, "medium"],
    [390, "phone"],
  ]) {
    await page.setViewportSize({ width, height: 800 });
    await look(page, name(what));
  }
  await page.locator(".details-toggle").click();
  await look(page, name("phone-details"));
  await page.locator(".details-toggle").click();
  await page.evaluate(() => localStorage.setItem("switchboard.desk.language", "en"));
  await page.setViewportSize({ width: 1280, height: 800 });

  const other = await desk.context.newPage();
  await other.goto(`${server.url}/unified-agent/`);
  await other.locator('.connection[data-status="online"]').waitFor();
  await page.locator(".taken-over").waitFor();
  await look(page, name("taken-over"));
  await other.close();
  await page.locator(".taken-over button").click();
  await page.locator(".row").last().waitFor();
}
