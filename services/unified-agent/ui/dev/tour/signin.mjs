export async function tourSignIn({ server, join, look }) {
  const { page } = await join("signin");
  await page.goto(`${server.url}/unified-admin/sign-in?link=used-up&next=/unified-agent/`);
  await page.getByText("already used").waitFor();
  if (page.url().includes("link=")) throw new Error("the one-time token stays in the address");
  await look(page, "signin-bad-link");
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await page.getByLabel("User name").fill("alice");
    await page.getByLabel("Password", { exact: true }).fill("wrong wrong wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText(attempt < 3 ? "is wrong" : "Too many attempts").waitFor();
  }
  await look(page, "signin-too-many");
  const dark = await join("landing", { colorScheme: "dark", locale: "de-DE" });
  await dark.page.goto(server.links.admin);
  await dark.page.getByRole("button", { name: "Jetzt nicht" }).click();
  await dark.page.getByText("Angemeldet als").waitFor();
  await look(dark.page, "landing-dark-de");
}
