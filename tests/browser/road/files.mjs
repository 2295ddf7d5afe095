/** Files both ways: chosen, pasted and dropped, looked at, saved, refused. */
import { readFile } from "node:fs/promises";
import { assertAccessible } from "../lib/axe.mjs";
import { eventually, shoot } from "../lib/browser.mjs";
import { assert } from "../lib/steps.mjs";

const QUOTE = Buffer.from("%PDF-1.4\nthe quote of the shop\n");

/** A picture as a page draws it: something to look at on the screenshots. */
export async function picture(page, words) {
  const data = await page.evaluate((text) => {
    const canvas = document.createElement("canvas");
    canvas.width = 960;
    canvas.height = 640;
    const pen = canvas.getContext("2d");
    const sky = pen.createLinearGradient(0, 0, 960, 640);
    sky.addColorStop(0, "#7fb2e5");
    sky.addColorStop(1, "#e8b06a");
    pen.fillStyle = sky;
    pen.fillRect(0, 0, 960, 640);
    pen.fillStyle = "#23282f";
    pen.font = "bold 72px sans-serif";
    pen.fillText(text, 60, 340);
    return canvas.toDataURL("image/png");
  }, words);
  return Buffer.from(data.split(",")[1], "base64");
}

/** Gives an element files as a paste or a drop would. */
function give(element, kind, { name, mimeType, buffer }) {
  return element.evaluate(
    (target, [type, file]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(file.base64), (c) => c.charCodeAt(0))], file.name, { type: file.mimeType }));
      const event =
        type === "paste"
          ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
          : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
      target.dispatchEvent(event);
    },
    [kind, { name, mimeType, base64: buffer.toString("base64") }],
  );
}

/** A picture is drawn again by the server, which takes its time: longer than a condition of the page. */
export async function loaded(locator) {
  await locator.waitFor();
  await locator.evaluate((img) => (img.complete ? undefined : new Promise((done, broken) => Object.assign(img, { onload: done, onerror: broken }))));
  assert(await locator.evaluate((img) => img.naturalWidth > 0), "the picture is not loaded");
}

export async function files(road, { customer, agent }) {
  await road.step("the customer sends a picture and the agent sees it small, then large", async () => {
    const photo = { name: "damage.png", mimeType: "image/png", buffer: await picture(customer.page, "Scratch here") };
    await customer.chat.locator('input[type="file"]').setInputFiles(photo);
    await loaded(customer.chat.locator(".message.own .picture img").last());
    const small = agent.page.locator(".thread .picture img").last();
    await loaded(small);
    assert((await small.evaluate((img) => img.naturalWidth)) <= 360, "the thread loads the whole picture");
    await assertAccessible(agent.page, "the desk with a picture");
    await shoot(agent.page, "desk-picture");
    await shoot(customer.page, "widget-picture");
    await agent.page.locator(".thread .picture").last().click();
    const large = agent.page.locator("dialog.lightbox > img");
    await loaded(large);
    assert((await large.evaluate((img) => img.naturalWidth)) === 960, "the picture is not whole");
    await shoot(agent.page, "desk-lightbox");
    await agent.page.keyboard.press("Escape");
    await agent.page.locator("dialog.lightbox").waitFor({ state: "detached" });
  });
  await road.step("a pasted and a dropped picture go the same way, and the gallery has all", async () => {
    await give(customer.composer(), "paste", { name: "pasted.png", mimeType: "image/png", buffer: await picture(customer.page, "Pasted") });
    await give(customer.chat.locator("main.conversation"), "drop", { name: "dropped.png", mimeType: "image/png", buffer: await picture(customer.page, "Dropped") });
    await agent.page.locator(".gallery img").nth(2).waitFor();
    await agent.page.locator(".gallery button").first().click();
    await loaded(agent.page.locator("dialog.lightbox > img"));
    const name = () => agent.page.locator("dialog.lightbox header bdi").innerText();
    const first = await name();
    await agent.page.keyboard.press("ArrowLeft");
    await eventually(async () => assert((await name()) !== first, "the arrow key does not go on"));
    await agent.page.keyboard.press("Escape");
  });
  await road.step("the agent answers with a document and the customer saves it", async () => {
    await agent.page.locator('.composer input[type="file"]').setInputFiles({ name: "Angebot für Ann.pdf", mimeType: "application/pdf", buffer: QUOTE });
    const link = customer.chat.locator("a.attachment").last();
    await link.waitFor();
    const [download] = await Promise.all([customer.page.waitForEvent("download"), link.click()]);
    assert(download.suggestedFilename() === "Angebot für Ann.pdf", download.suggestedFilename());
    assert((await readFile(await download.path())).equals(QUOTE), "the document has changed on its way");
    await assertAccessible(customer.frame(), "the conversation with files");
    await shoot(customer.page, "widget-files");
  });
  await road.step("what cannot be sent says why and leaves nothing behind", async () => {
    const before = await customer.chat.locator(".message.own").count();
    const input = customer.chat.locator('input[type="file"]');
    await input.setInputFiles({ name: "page.html", mimeType: "text/html", buffer: Buffer.from("<script>alert(1)</script>") });
    await input.setInputFiles({ name: "fake.png", mimeType: "image/png", buffer: Buffer.from("no picture at all") });
    const problems = customer.chat.locator(".uploads [role=alert]");
    await problems.nth(1).waitFor();
    for (const text of await problems.allInnerTexts()) assert(text === "Files of this kind cannot be sent.", text);
    await assertAccessible(customer.frame(), "refused files");
    await shoot(customer.page, "widget-refused");
    for (const name of ["page.html", "fake.png"]) await customer.chat.getByRole("button", { name: `Do not send ${name}` }).click();
    await customer.chat.locator(".uploads").waitFor({ state: "detached" });
    assert((await customer.chat.locator(".message.own").count()) === before, "something was sent");
  });
}
