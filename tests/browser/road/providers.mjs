/** A customer on WhatsApp and an agent at the desk: pictures, voice, places, quotes and documents, both ways, through the fake of the provider. */
import { assertAccessible } from "../lib/axe.mjs";
import { eventually, shoot } from "../lib/browser.mjs";
import { assert } from "../lib/steps.mjs";
import { loaded, picture } from "./files.mjs";

const ANA = "447700900171";
const OFFER = Buffer.from("%PDF-1.4\nthe offer for Ana\n");

/** The page on which one is the customer. It is the provider's own: no page of ours asks it for anything. */
class Phone {
  constructor(page) {
    this.page = page;
  }

  static async open(browser, fake) {
    const context = await browser.newContext({ locale: "en-US", viewport: { width: 1100, height: 800 } });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(fake);
    await page.getByLabel("Channel").selectOption("whatsapp");
    await page.getByLabel("Your address").fill(ANA);
    return new Phone(page);
  }

  messages() {
    return this.page.getByRole("list", { name: "Messages" }).getByRole("listitem");
  }

  async write(text) {
    await this.page.getByLabel("Message", { exact: true }).fill(text);
    await this.page.getByRole("button", { name: "Send", exact: true }).click();
    await this.sees(text);
  }

  async sees(text) {
    await this.messages().filter({ hasText: text }).last().waitFor();
  }

  async sends(file, caption) {
    await this.page.getByLabel("Message", { exact: true }).fill(caption);
    await this.page.locator("#file").setInputFiles(file);
    await this.page.getByRole("button", { name: "Send", exact: true }).click();
    await this.sees(caption);
  }

  press(name) {
    return this.page.getByRole("button", { name, exact: true }).click();
  }

  /** Presses a button of the newest message with that text. */
  at(text, name) {
    return this.messages().filter({ hasText: text }).last().getByRole("button", { name, exact: true }).click();
  }
}

export async function providers(road, browser, { agent, fake }) {
  const phone = await Phone.open(browser, fake);
  await road.step("a customer on WhatsApp asks for a person and the desk rings", async () => {
    await phone.write("I want to talk to a person");
    await agent.offer().waitFor();
    await agent.accept();
    await agent.sees("I want to talk to a person");
  });
  await road.step("their picture is shown at the desk as a picture", async () => {
    const photo = { name: "torn.png", mimeType: "image/png", buffer: await picture(phone.page, "Torn here") };
    await phone.sends(photo, "It came like this");
    const small = agent.page.locator(".thread .picture img").last();
    await loaded(small);
    assert((await small.evaluate((img) => img.naturalWidth)) <= 360, "the thread loads the whole picture");
    await agent.sees("It came like this");
    await assertAccessible(agent.page, "the desk with a picture from WhatsApp");
    await shoot(agent.page, "desk-whatsapp-picture");
  });
  await road.step("a document goes back and arrives as it was", async () => {
    await agent.page.locator('.composer input[type="file"]').setInputFiles({ name: "Offer.pdf", mimeType: "application/pdf", buffer: OFFER });
    const sent = await eventually(async () => {
      const { items } = await (await fetch(`${fake}/api/messages`)).json();
      const found = items.find((item) => !item.inbound && item.customer === ANA && item.file?.name === "Offer.pdf");
      assert(found, "the provider has no document");
      return found;
    });
    const bytes = Buffer.from(await (await fetch(`${fake}/api/messages/${sent.id}/file`)).arrayBuffer());
    assert(bytes.equals(OFFER), "the document has changed on its way");
    await phone.page.getByRole("link", { name: "Offer.pdf" }).waitFor();
    await assertAccessible(phone.page, "the page of the fake");
    await shoot(phone.page, "fake-whatsapp");
  });
  await road.step("a voice note says how long it is and is sought in with keys; what no browser plays is saved", async () => {
    await phone.press("Voice note");
    const note = agent.page.locator(".thread .voice").last();
    const position = note.getByRole("slider", { name: "Position in the voice message", disabled: false });
    await position.waitFor();
    assert((await note.innerText()).includes("0:02"), `its length is ${await note.innerText()}`);
    await position.press("ArrowRight");
    await eventually(async () => assert(Number(await position.inputValue()) > 0, "the arrow key does not seek"));
    const recording = { name: "old.amr", mimeType: "audio/amr", buffer: Buffer.concat([Buffer.from("#!AMR\n"), Buffer.alloc(640, 0x3c)]) };
    await phone.sends(recording, "An old telephone");
    await agent.page.locator(".thread").getByText("This browser cannot play it: save it to listen.").waitFor();
  });
  await road.step("a place, a contact, a quote and a reaction look like what they are", async () => {
    await phone.press("Place");
    await agent.page.locator(".thread").getByText("Brandenburg Gate").last().waitFor();
    await phone.press("Contact");
    await agent.page.locator(".thread").getByText("Bea Example").last().waitFor();
    await agent.write("Which parcel is it?");
    await phone.sees("Which parcel is it?");
    await phone.at("Which parcel is it?", "👍");
    await agent.page.locator(".thread").getByText("👍").last().waitFor();
    await phone.at("Which parcel is it?", "Quote");
    await phone.write("The small one");
    await agent.sees("The small one");
    await assertAccessible(agent.page, "the desk with everything from WhatsApp");
    await shoot(agent.page, "desk-whatsapp-kinds");
  });
  await road.step("the conversation with WhatsApp is wrapped up", async () => {
    await agent.wrapUp("Sends a new parcel");
    await agent.finish();
  });
}
