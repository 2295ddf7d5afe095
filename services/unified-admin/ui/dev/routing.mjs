/** Queues with everything their owner knows, checked before they are saved, made by keyboard alone, and explained afterwards. */
export async function routing({ step, check, page, press, at, backend, names, stamp, url }) {
  const field = (label) => page.getByRole("textbox", { name: label, exact: true });
  const choose = async (label, option) => {
    await page.getByRole("combobox", { name: label, exact: true }).or(field(label)).first().click();
    await page.getByRole("option", { name: option, exact: true }).click();
  };
  const unfold = (title) => page.locator("details.card > summary", { hasText: title }).click();
  const name = `Overflowing ${stamp}`;

  await step("a queue that overflows without a limit, and orders by nothing, is refused on its fields", async () => {
    await at("queues/new");
    await field("Name").fill(name);
    await unfold("Which agent first");
    await choose("Then by skill", "by a list of attributes");
    await unfold("Order, limits and priority");
    await choose("When the queue is full", "new customers go to another queue");
    await choose("Which other queue", names.queue);
    await press("Create");
    await page.getByText("Say how many may wait").waitFor();
    await page.getByText("Name one attribute at least, please.").waitFor();
  });
  await step("the rule check beside the form says what is wrong while it is typed", async () => {
    await page.getByRole("button", { name: "Add an attribute" }).click();
    await choose("Attribute", names.attribute);
    await field("Most who may wait").fill("5");
    await choose("Order", "Who must be served soonest");
    await field("Everybody is served within").fill("120");
    await field("Kept away from an agent who did not take it").fill("20");
    await choose("A customer whose offer nobody took", "keeps the place it had");
    await page.getByRole("button", { name: "Add a step" }).click();
    await field("As text").nth(1).fill(`${names.attribute} >= 9 && ${names.attribute} <= 2`);
    await page.locator(".rule-check .findings", { hasText: "contradict each other" }).waitFor();
    await field("Only if (may stay empty)").first().fill("waiting >");
    await page.locator(".rule-check .findings", { hasText: "Only if" }).waitFor();
    await press("Create");
    await page.locator(".card .mantine-InputWrapper-error, .card [id$=error]").first().waitFor();
  });
  await step("put right, it is saved with all of it, and the check has nothing to say", async () => {
    await field("Only if (may stay empty)").first().fill("waiting < 50 || available == 0");
    await field("As text").nth(1).fill("true");
    await press("Create");
    await page.waitForURL((address) => !address.pathname.endsWith("/new"));
    const [queue] = (await backend.items("/routing-engine/v1/queues")).filter((one) => one.name === name);
    const [target] = (await backend.items("/routing-engine/v1/queues")).filter((one) => one.name === names.queue);
    check(queue.onFull.action === "OVERFLOW" && queue.onFull.queueId === target.id && queue.maxWaiting === 5, "overflow");
    check(queue.agentOrder.skill === "ORDER_BY" && queue.agentOrder.orderBy[0].attribute === names.attribute && queue.agentOrder.orderBy[0].descending, "order of agents");
    check(queue.order.policy === "DUE_DATE" && queue.order.goalSeconds === 120 && queue.requeue === "SAME" && queue.coolOffSeconds === 20, "order of customers");
    check(queue.steps[0].considerIf === "waiting < 50 || available == 0" && queue.steps[1].considerIf === undefined, "conditions of steps");
    await page.locator(".reach li").nth(1).waitFor();
  });
  await step("what holds for all queues together: refused out of bounds, saved, and a colleague who was faster is seen", async () => {
    const stored = async () => (await backend.items("/routing-engine/v1/settings"))[0];
    const before = await stored();
    await at("routing-settings");
    await field("Grace of agents without work").fill("0");
    await press("Save");
    await page.getByText("A whole number from 1 to 3600, please.").waitFor();
    await field("Grace of agents without work").fill("20");
    await page.getByRole("switch", { name: "The queue's priority counts first" }).setChecked(false, { force: true });
    const colleague = { ...(before ?? { name: "Routing", queuePriority: true }), graceSeconds: 25 };
    await backend.ask("PUT", `/routing-engine/v1/settings/${before?.id ?? "routing"}`, colleague);
    await press("Save");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("A colleague changed this meanwhile").waitFor();
    await dialog.getByText("Theirs", { exact: true }).last().click();
    await dialog.getByRole("button", { name: "Save the result" }).click();
    await page.getByText("Everything is saved.").waitFor();
    const { queuePriority, graceSeconds } = await stored();
    check(!queuePriority && graceSeconds === 25, `both are there: ${JSON.stringify({ queuePriority, graceSeconds })}`);
    await page.reload();
    await page.getByRole("switch", { name: "The queue's priority counts first" }).setChecked(true, { force: true });
    await press("Save");
    await page.getByText("Everything is saved.").waitFor();
    check((await stored()).queuePriority, "as it was");
  });
  await step("a queue that another one overflows into, and an attribute by which one orders, cannot be deleted", async () => {
    await at("queues");
    await page.getByRole("link", { name: names.queue, exact: true }).click();
    await press("Delete");
    await page.getByRole("dialog").getByRole("link", { name }).waitFor();
    await page.keyboard.press("Escape");
    await at("attributes");
    await page.getByRole("link", { name: names.attribute, exact: true }).click();
    await press("Delete");
    await page.getByRole("dialog").getByRole("link", { name }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });
  await step("a queue by keyboard alone: found, filled in, narrowed and saved without a mouse", async () => {
    const key = (...keys) => keys.reduce((done, one) => done.then(() => page.keyboard.press(one)), Promise.resolve());
    const focused = (what) => page.evaluate((label) => {
      const at = document.activeElement;
      const words = [at?.getAttribute("aria-label"), at?.textContent, ...[...(at?.labels ?? [])].map((one) => one.textContent)].filter(Boolean).map((text) => text.replace("*", "").trim());
      return words.includes(label);
    }, what);
    const tabTo = async (what) => {
      for (let n = 0; n < 120; n += 1) {
        if (await focused(what)) return;
        await key("Tab");
      }
      throw new Error(`Tab never reaches “${what}”`);
    };
    await at("");
    await page.locator("h1").waitFor();
    await key("Control+k");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.type("new queue");
    await page.getByRole("option", { name: /New queue/ }).first().waitFor();
    await key("Enter");
    await page.waitForURL("**/queues/new");
    await field("Name").waitFor();
    await tabTo("Name");
    await page.keyboard.type(`Typed ${stamp}`);
    await tabTo("Only agents who…");
    await key("Enter");
    await tabTo("As text");
    await key("Control+a");
    await page.keyboard.type(`${names.attribute} >= 5`);
    await page.getByText("Agents who qualify: ").waitFor();
    await tabTo("Create");
    await key("Enter");
    await page.waitForURL((address) => !address.pathname.endsWith("/new"));
    const [queue] = (await backend.items("/routing-engine/v1/queues")).filter((one) => one.name === `Typed ${stamp}`);
    check(queue.steps[0].expression === `${names.attribute} >= 5`, `its step: ${queue.steps[0].expression}`);
  });
  await step("why an agent got a conversation: a sentence, and a table of who else could have", async () => {
    const agent = (await backend.items("/routing-engine/v1/agents")).find((one) => one.name === names.user);
    const { tasks } = await backend.ask("GET", `/routing-engine/v1/agents/${agent.id}/state`);
    await at("why");
    await page.getByRole("heading", { name: "Waiting right now" }).waitFor();
    await choose("Agent", names.user);
    await page.locator(".uses").getByRole("link", { name: tasks[0].requestId }).click();
    await page.locator(".sentence", { hasText: `Went to ${names.user}` }).waitFor();
    await page.locator(".cases tr", { hasText: names.user }).locator(".badge", { hasText: "got it" }).waitFor();
    await page.goto(`${url}/unified-admin/why/nothing`);
    await page.getByText("There is no such request").waitFor();
  });
}
