/** The whole road: a shop, a bot, two desks, and back – in real browsers against a running server. */
import { assertAccessible } from "../lib/axe.mjs";
import { eventually, person, shoot } from "../lib/browser.mjs";
import { assert } from "../lib/steps.mjs";
import { Agent } from "./agent.mjs";
import { Customer } from "./customer.mjs";
import { files } from "./files.mjs";
import { whoIsWho } from "./people.mjs";
import { colleague, profile } from "./profile.mjs";
import { providers } from "./providers.mjs";

const INJECTION = `<img src=x onerror="alert(1)"><b>bold</b> & "quotes" <script>alert(2)</script>`;
const DRAFT = "Half an answer that a reload must not lose";

export async function drive(road, browser, { url, links, fake }, people) {
  const join = async (name, options) => {
    const someone = await person(browser, name, options);
    people.push(someone);
    return someone;
  };
  const customer = new Customer(await join("customer"), url);
  const agent1 = new Agent(await join("agent1"), links.agent1);
  const agent2 = new Agent(await join("agent2"), links.agent2);
  const stamp = Date.now().toString(36);
  const line = (text) => `${text} [${stamp}]`;

  await road.step("two agents sign in with their one-time links", async () => {
    for (const agent of [agent1, agent2]) {
      await agent.signIn();
      if (agent === agent1) {
        await assertAccessible(agent.page, "choosing a password");
        await shoot(agent.page, "sign-in-password");
      }
      await agent.openDesk();
    }
  });
  await road.step("the first is ready, the second is not", async () => {
    await agent1.ready();
    await agent2.setState("NOT_READY");
    await assertAccessible(agent1.page, "the empty desk");
    await shoot(agent1.page, "desk-empty");
  });
  await road.step("the shop shows the launcher", async () => {
    await customer.visitShop();
    await assertAccessible(customer.page, "the shop");
    await shoot(customer.page, "shop");
  });
  await road.step("the launcher opens the chat with its form", async () => {
    await customer.openChat();
    await assertAccessible(customer.frame(), "the form");
    await shoot(customer.page, "widget-form");
  });
  await road.step("an empty form is answered at the field, not sent", async () => {
    if ((await customer.chat.locator("input[required]").count()) === 0) return;
    await customer.chat.getByRole("button", { name: "Start chat" }).click();
    await customer.chat.locator("input[aria-invalid]").first().waitFor();
    await shoot(customer.page, "widget-form-error");
  });
  await road.step("the customer starts the chat and the bot greets", async () => {
    await customer.startChat({ name: "Ann Arbor" });
    await eventually(async () => assert((await customer.others()) > 0, "no greeting"));
  });
  await road.step("the bot answers a question", async () => {
    const before = await customer.others();
    await customer.write("What are your opening hours?");
    await eventually(async () => assert((await customer.others()) > before, "no answer"));
    await assertAccessible(customer.frame(), "the conversation");
    await shoot(customer.page, "widget-bot");
  });
  await road.step("asking for a person rings the ready desk only", async () => {
    await customer.write("I want to talk to a person");
    await agent1.offer().waitFor();
    await assertAccessible(agent1.page, "the desk with an offer");
    await shoot(agent1.page, "desk-offer");
    assert((await agent2.offer().count()) === 0, "the desk that is not ready rang");
  });
  await road.step("accepting shows what was said so far", async () => {
    await agent1.accept();
    await agent1.sees("What are your opening hours?");
    await agent1.sees("I want to talk to a person");
    await customer.seesLine("joined");
  });
  await road.step("the customer sees the agent typing, then the words", async () => {
    await agent1.composer().pressSequentially("Hel");
    await customer.chat.locator(".typing .dots").waitFor();
    await shoot(customer.page, "widget-typing");
    await agent1.write(line("Hello, this is a person"));
    await customer.sees(line("Hello, this is a person"));
  });
  await road.step("the agent sees the customer typing, then the words", async () => {
    await customer.composer().pressSequentially("Tha");
    await agent1.page.locator(".thread .typing .dots").waitFor();
    await customer.write(line("That was quick"));
    await agent1.sees(line("That was quick"));
  });
  await road.step("both see that the other has read", async () => {
    await customer.markIs(line("That was quick"), "read");
    await agent1.write(line("Anything else?"));
    await agent1.markIs(line("Anything else?"), "read");
  });
  await road.step("markup is shown as it was written, on both sides", async () => {
    await customer.write(INJECTION);
    await agent1.sees("onerror");
    await agent1.write(`reply ${INJECTION}`);
    await customer.sees("reply <img");
    for (const bubbles of [await customer.bubbles(), await agent1.bubbles()]) {
      assert(bubbles.includes(INJECTION), "the customer's markup is not literal");
      assert(bubbles.includes(`reply ${INJECTION}`), "the agent's markup is not literal");
    }
    assert((await agent1.page.locator(".bubble img, .bubble b, .bubble script").count()) === 0, "markup came alive at the desk");
    assert((await customer.chat.locator(".bubble img, .bubble b, .bubble script").count()) === 0, "markup came alive in the widget");
  });
  await road.step("a note to colleagues stays between colleagues", async () => {
    await agent1.page.keyboard.press("Alt+N");
    await agent1.write(line("Secret note"));
    await agent1.page.keyboard.press("Alt+N");
    await agent1.write(line("Public again"));
    await customer.sees(line("Public again"));
    assert(!(await customer.bubbles()).join().includes("Secret note"), "the customer sees the note");
    await assertAccessible(agent1.page, "the desk in a conversation");
    await shoot(agent1.page, "desk-conversation");
  });
  const ask = await colleague(url, links.admin);
  await profile(road, { agent: agent1, ask, stamp });
  await whoIsWho(road, { agent: agent1, ask, stamp, said: "public agai" });
  await files(road, { customer, agent: agent1 });
  await road.step("the agent reloads and nothing is lost, the draft neither", async () => {
    const before = await agent1.bubbles();
    await agent1.composer().fill(DRAFT);
    await agent1.reload();
    await eventually(async () => {
      const after = await agent1.bubbles();
      assert(JSON.stringify(after) === JSON.stringify(before), `${after.length} bubbles instead of ${before.length}`);
    });
    assert((await agent1.composer().inputValue()) === DRAFT, "the draft is gone");
    await agent1.composer().fill("");
  });
  await road.step("the customer reloads the shop and goes on", async () => {
    const before = await customer.bubbles();
    await customer.page.reload();
    await customer.launcher().click();
    await customer.composer().waitFor();
    await eventually(async () => {
      const after = await customer.bubbles();
      assert(JSON.stringify(after) === JSON.stringify(before), `${after.length} bubbles instead of ${before.length}`);
    });
    await customer.write(line("Still here"));
    await agent1.sees(line("Still here"));
    await agent1.write(line("Good"));
    await customer.sees(line("Good"));
  });
  let code = "";
  await road.step("the agent leaves, wraps up with a code and a note", async () => {
    code = await agent1.wrapUp(line("Asked about hours"));
    await assertAccessible(agent1.page, "the wrap-up");
    await shoot(agent1.page, "desk-wrap-up");
    await agent1.finish();
    await agent1.page.getByText(code).first().waitFor();
    await shoot(agent1.page, "desk-finished");
  });
  await road.step("the customer ends the chat and is thanked", async () => {
    await customer.chat.getByRole("button", { name: "End chat" }).click();
    await customer.chat.getByRole("alertdialog").getByRole("button", { name: "End chat" }).click();
    await customer.chat.getByRole("heading", { name: "Thank you" }).waitFor();
    await assertAccessible(customer.frame(), "the thanks");
    await shoot(customer.page, "widget-thanks");
  });
  await road.step("the transcript shows the whole conversation and no note", async () => {
    const [transcript] = await Promise.all([
      customer.context.waitForEvent("page"),
      customer.chat.getByRole("link", { name: "View transcript" }).click(),
    ]);
    await transcript.locator(".entry").first().waitFor();
    const text = await transcript.locator("main").innerText();
    for (const words of ["What are your opening hours?", "Hello, this is a person", "That was quick", "Public again", "Still here", "Good"]) {
      assert(text.includes(words), `the transcript lacks "${words}"`);
    }
    assert(text.includes(INJECTION), "the transcript does not show markup as written");
    assert(!text.includes("Secret note"), "the transcript shows the note");
    await assertAccessible(transcript, "the transcript");
    await shoot(transcript, "transcript");
  });
  if (fake) await providers(road, browser, { agent: agent1, fake });
  await road.step("the sign-in page is accessible and refuses a wrong password", async () => {
    const visitor = await join("visitor");
    await visitor.page.goto(`${url}/unified-admin/sign-in`);
    await visitor.page.getByLabel("User name").fill("nobody");
    await visitor.page.getByLabel("Password", { exact: true }).fill("wrong password here");
    await visitor.page.getByRole("button", { name: "Sign in" }).click();
    await visitor.page.getByText("User name or password is wrong.").waitFor();
    await assertAccessible(visitor.page, "the sign-in page");
    await shoot(visitor.page, "sign-in");
  });
  await road.step("no page complained and none asked another host", () => {
    const complaints = people.flatMap((someone) => someone.complaints);
    assert(complaints.length === 0, complaints.join("\n"));
    return Promise.resolve();
  });
}
