/**
 * `npm run api`: the types of `src/api/types` from `src/api/openapi.json`, which is what `switchboard openapi` prints.
 * Both are kept in the tree, so that a build needs no binary.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import openapi, { astToString } from "openapi-typescript";

const api = join(import.meta.dirname, "../src/api");
/** Whose documents and answers this application reads. */
const PODS = ["bot-framework", "ccm", "cim-customer", "conversation-controller", "file-engine", "routing-engine", "unified-admin"];

const documents = JSON.parse(await readFile(join(api, "openapi.json"), "utf8"));
await Promise.all(
  PODS.map(async (pod) => {
    const nodes = await openapi(documents[pod], { rootTypes: false });
    await writeFile(join(api, `types/${pod}.ts`), `/** Made by \`npm run api\`; do not edit. */\n${astToString(nodes)}`);
  }),
);
