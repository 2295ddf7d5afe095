/** The widget on its own at 380 px, and inside the shop on a phone. */
export async function tourWidget({ server, join, look, eventually }, scheme) {
  const { page, context } = await join(`widget-${scheme}`, { colorScheme: scheme, viewport: { width: 380, height: 640 } });
  const name = (what) => `widget-${what}-${scheme}`;
  await page.goto(`${server.url}/customer-widget/?widgetIdentifier=demo`);
  await page.getByLabel("Your name").fill("Ann Arbor");
  await page.getByLabel("E-mail").fill("not an address");
  await page.getByRole("button", { name: "Start chat" }).click();
  await page.getByText("such as name@example.com").waitFor();
  await look(page, name("form"));
  await page.getByLabel("E-mail").fill("ann@example.com");
  await page.getByRole("button", { name: "Start chat" }).click();
  await page.locator(".choice").first().waitFor();
  await look(page, name("greeting"));
  await page.getByRole("button", { name: "Insert emoji" }).click();
  await look(page, name("emoji"));
  await page.keyboard.press("Escape");
  await page.locator(".choice").last().click();
  await page.locator(".queue").waitFor();
  await look(page, name("queue"));

  server.world.failing = true;
  await page.getByRole("textbox").fill("This one is refused");
  await page.keyboard.press("Enter");
  await page.locator(".mark.failed").waitFor();
  await look(page, name("failed"));
  server.world.failing = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator(".mark.failed").waitFor({ state: "detached" });

  // Written while the line is down, kept over a reload, delivered once.
  await context.setOffline(true);
  server.cut();
  await page.locator(".banner.lost").waitFor();
  await page.getByRole("textbox").fill("Written while offline");
  await page.keyboard.press("Enter");
  await page.locator(".mark.sending").waitFor();
  await look(page, name("offline"));
  await context.setOffline(false);
  await page.locator(".banner.back").waitFor();
  await page.locator(".mark.sending").waitFor({ state: "detached" });
  await look(page, name("back"));
  const count = () => page.locator(".bubble", { hasText: "Written while offline" }).count();
  if ((await count()) !== 1) throw new Error("a message written offline is not there exactly once");

  await page.getByRole("button", { name: "End chat" }).click();
  await look(page, name("end-question"));
  await page.getByRole("alertdialog").getByRole("button", { name: "End chat" }).click();
  await page.getByText("Thank you").waitFor();
  await look(page, name("thanks"));

  const arabic = await join(`arabic-${scheme}`, { colorScheme: scheme, locale: "ar", viewport: { width: 380, height: 640 } });
  await arabic.page.goto(`${server.url}/customer-widget/?widgetIdentifier=demo`);
  await arabic.page.locator("input").first().fill("آن");
  await arabic.page.locator("button[type=submit]").click();
  await arabic.page.locator(".choice").first().waitFor();
  await look(arabic.page, name("arabic"));

  const phone = await join(`phone-${scheme}`, { colorScheme: scheme, viewport: { width: 390, height: 760 } });
  await phone.page.goto(`${server.url}/web-widget/demo`);
  await phone.page.locator("button.launcher").waitFor();
  await look(phone.page, `shop-phone-${scheme}`);
  await phone.page.locator("#ask").click();
  const frame = phone.page.frameLocator("iframe");
  await frame.getByRole("button", { name: "Start chat" }).waitFor();
  await look(phone.page, `shop-phone-open-${scheme}`);
  await frame.getByLabel("Your name").press("Escape");
  await eventually(async () => {
    if (await phone.page.locator("iframe").isVisible()) throw new Error("Escape does not close the panel");
  });
}
