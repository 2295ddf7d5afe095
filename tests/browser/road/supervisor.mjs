/** The supervisor's board, an adviser the customer never sees, and lists – in real browsers. */
import { assertAccessible } from "../lib/axe.mjs";
import { eventually, person, shoot } from "../lib/browser.mjs";
import { assert } from "../lib/steps.mjs";
import { Agent } from "./agent.mjs";
import { Customer } from "./customer.mjs";

export async function supervise(road, browser, { url, links }, people) {
  const join = async (name, options) => {
    const someone = await person(browser, name, options);
    people.push(someone);
    return someone;
  };
  // A link opens one desk: whoever has walked another road sits at theirs already.
  const seated = async (name, link) => {
    const known = people.find((someone) => someone.name === name);
    const agent = new Agent(known ?? (await join(name)), link);
    if (known) return agent;
    await agent.signIn();
    if (name !== "supervisor") {
      await agent.openDesk();
      return agent;
    }
    // A supervisor's link leads to the administration.
    await agent.page.getByRole("button", { name: "Not now" }).click();
    await agent.page.waitForURL("**/unified-admin/**");
    await agent.page.goto(`${url}/unified-agent/`);
    await agent.connected();
    return agent;
  };
  const lead = await seated("supervisor", links.supervisor);
  const alice = await seated("agent1", links.agent1);
  const bob = await seated("agent2", links.agent2);
  const customer = new Customer(await join("customer-2"), url);
  const board = lead.page.locator("main.board");
  const queue = board.locator(".board-table tbody tr").first();

  await road.step("a supervisor opens the board", async () => {
    for (const agent of [alice, bob]) await agent.setState("NOT_READY");
    await lead.page.getByRole("button", { name: "Supervision" }).click();
    await queue.waitFor();
    await assertAccessible(lead.page, "the board");
    await shoot(lead.page, "board-empty");
  });
  await road.step("a customer who waits appears by itself, and why is told agent by agent", async () => {
    await customer.visitShop();
    await customer.openChat();
    await customer.startChat({ name: "Bea Waits" });
    await eventually(async () => assert((await customer.others()) > 0, "no greeting"));
    await customer.write("I want to talk to a person");
    await board.locator('tr[data-waiting="true"]').waitFor();
    await board.locator('tr[data-waiting="true"] .board-open').click();
    await board.locator(".board-request").waitFor();
    await shoot(lead.page, "board-waiting");
    await board.getByRole("button", { name: /^Why\?/ }).click();
    const why = lead.page.getByRole("dialog");
    await why.getByText("not ready").first().waitFor();
    await assertAccessible(lead.page, "the explanation");
    await shoot(lead.page, "board-why");
    await lead.page.keyboard.press("Escape");
    await why.waitFor({ state: "detached" });
  });
  await road.step("the supervisor makes an agent ready, who takes the customer", async () => {
    const row = board.locator('.board-group[data-state="NOT_READY"] .board-agent').filter({ hasText: await alice.page.locator(".me").innerText() }).first();
    await row.getByRole("button", { name: /^Change state/ }).click();
    await lead.page.getByRole("menuitem", { name: "Ready", exact: true }).click();
    await alice.offer().waitFor();
    await alice.accept();
    await board.locator("button.board-task").first().waitFor();
    await shoot(lead.page, "board-working");
  });
  await road.step("the supervisor listens and cannot write", async () => {
    await board.locator("button.board-task").first().click();
    await lead.page.getByRole("menuitem", { name: "Listen" }).click();
    await lead.page.locator(".listen").waitFor();
    await assertAccessible(lead.page, "listening");
    await shoot(lead.page, "desk-listening");
    await lead.page.locator(".listen").getByRole("button", { name: "Stop" }).click();
    await lead.page.getByText("You are no longer in this conversation.").waitFor();
  });
  await road.step("an agent asks a colleague for advice, who writes notes only", async () => {
    await bob.ready();
    await alice.page.getByRole("button", { name: "Colleagues" }).click();
    await alice.page.getByRole("menuitem", { name: "Ask for advice" }).click();
    const dialog = alice.page.getByRole("dialog");
    await dialog.locator('.target[data-agent="true"]').first().click();
    await dialog.getByLabel("Note for the colleague").fill("Do we have it in blue?");
    await assertAccessible(alice.page, "asking for advice");
    await shoot(alice.page, "consult-dialog");
    await dialog.getByRole("button", { name: "Ask", exact: true }).click();
    await bob.offer().getByText("A colleague asks for advice").waitFor();
    await bob.offer().getByText("Do we have it in blue?").waitFor();
    await shoot(bob.page, "consult-offer");
    await bob.accept();
    await bob.page.locator(".assist").waitFor();
    assert((await bob.page.getByRole("radio", { name: "Reply" }).count()) === 0, "an adviser could reply to the customer");
    await shoot(bob.page, "consult-adviser");
    await alice.page.locator(".assist").getByRole("button", { name: "Make it a conference" }).waitFor();
    await assertAccessible(alice.page, "with an adviser");
    await shoot(alice.page, "consult-asking");
  });
  await road.step("the advice becomes a conference", async () => {
    await alice.page.locator(".assist").getByRole("button", { name: "Make it a conference" }).click();
    await bob.page.getByRole("radio", { name: "Reply" }).waitFor({ state: "attached" });
  });
  await road.step("an agent looks into the lists", async () => {
    await bob.page.getByRole("button", { name: "Lists", exact: true }).click();
    await bob.page.getByRole("dialog").getByText("There is no list").waitFor();
    await bob.page.keyboard.press("Escape");
  });
}
