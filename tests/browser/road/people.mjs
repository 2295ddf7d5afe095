/** Who is who, and what was said: merging and parting, searching, data of the conversation. */
import { assertAccessible } from "../lib/axe.mjs";
import { shoot } from "../lib/browser.mjs";

export async function whoIsWho(road, { agent, ask, stamp, said }) {
  const page = agent.page;
  const twin = `Twin ${stamp}`;
  const same = page.getByRole("region", { name: "Same person?" });

  await road.step("somebody with the same address is suggested, with the reason", async () => {
    await ask("POST", "/cim-customer/v1/customers", { firstName: twin, email: ["theirs@example.com"] });
    await page.reload();
    await agent.connected();
    await same.getByText(twin).waitFor();
    await same.getByText("Same e-mail address:").waitFor();
    await assertAccessible(page, "a suggestion");
    await same.scrollIntoViewIfNeeded();
    await shoot(page, "desk-same-person");
  });
  await road.step("they are merged with one click and parted with another", async () => {
    await same.getByRole("button", { name: "Same person: merge" }).click();
    await same.getByText("Merged with").waitFor();
    await shoot(page, "desk-merged");
    await same.getByRole("button", { name: "Undo the merge" }).click();
    await same.getByText("Merged with").waitFor({ state: "detached" });
    await same.getByText("Nobody else looks like this customer.").waitFor();
  });
  await road.step("a customer is looked for, to be linked", async () => {
    await same.getByRole("button", { name: "Link to a customer…" }).click();
    const search = page.getByRole("search", { name: "Link to a customer…" });
    await search.getByRole("textbox").fill(twin);
    await search.getByRole("button", { name: "Find" }).click();
    await search.getByRole("button", { name: twin }).click();
    await page.getByText("Everything: they are one person").waitFor();
    await assertAccessible(page, "linking");
    await shoot(page, "desk-link");
    await page.getByRole("form", { name: "Link to a customer…" }).getByRole("button", { name: "Cancel" }).click();
    await search.getByRole("button", { name: "Cancel" }).click();
  });
  await road.step("data of the conversation is added, changed in place and taken away", async () => {
    await page.getByRole("textbox", { name: "Key" }).fill("order");
    await page.getByRole("textbox", { name: "Value", exact: true }).fill("17");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("button", { name: "Change order: 17" }).click();
    await page.getByRole("textbox", { name: "Change order" }).fill("18");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Change order: 18" }).waitFor();
    await assertAccessible(page, "data of the conversation");
    await page.getByRole("button", { name: "Change order: 18" }).scrollIntoViewIfNeeded();
    await shoot(page, "desk-data");
    await page.getByRole("button", { name: "Remove order" }).click();
    await page.getByRole("button", { name: "Change order: 18" }).waitFor({ state: "detached" });
  });
  await road.step("what was said is found by its words and opened where it was said", async () => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Go to or do anything" }).fill(said);
    await page.locator(".palette mark").first().waitFor();
    await assertAccessible(page, "the palette");
    await shoot(page, "desk-search");
    await page.locator('.palette [role="option"]:has(mark)').first().dispatchEvent("mousedown");
    await page.locator(".bubble-row[data-found]").waitFor();
    await page.getByText("Past conversation, read only").waitFor();
    await shoot(page, "desk-search-hit");
    await page.getByRole("button", { name: "Back" }).click();
  });
  await road.step("every shortcut is in the sheet, and the palette transfers, wraps up and leaves", async () => {
    await page.keyboard.press("Control+k");
    for (const words of ["Transfer conversation", "Wrap-up", "Leave and wrap up", "Leave without wrap-up"]) {
      await page.getByRole("option", { name: words }).first().waitFor();
    }
    await page.getByRole("combobox", { name: "Go to or do anything" }).fill("Keyboard");
    await page.keyboard.press("Enter");
    await page.getByText("Decline offer").waitFor();
    await shoot(page, "desk-shortcuts");
    await page.keyboard.press("Escape");
  });
}
