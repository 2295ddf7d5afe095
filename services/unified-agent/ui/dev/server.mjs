/** `npm run mock`: the built pages against a mock of both protocols, to work on them without the services. */
import { start } from "./mock/world.mjs";

const server = await start({ port: Number(process.env.PORT ?? 8090), offerMs: 60_000 });
console.log(`shop   ${server.url}/web-widget/demo`);
for (const [name, link] of Object.entries(server.links)) console.log(`${name.padEnd(11)}${link}`);
