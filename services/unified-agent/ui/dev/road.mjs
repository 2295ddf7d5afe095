/** `npm run road`: the browser suite of tests/browser against the mock, to tell a fault of the pages from one of the services. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { start } from "./mock/world.mjs";

const server = await start();
const child = spawn("npm", ["run", "test:browser"], {
  cwd: join(import.meta.dirname, "../../../.."),
  stdio: "inherit",
  env: { ...process.env, SWITCHBOARD_URL: server.url, SWITCHBOARD_LINKS: JSON.stringify(server.links) },
});
child.on("exit", async (code) => {
  await server.stop();
  process.exit(code ?? 1);
});
