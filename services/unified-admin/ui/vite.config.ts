import { resolve } from "node:path";
import { defineConfig } from "vite";

const page = (name: string) => resolve(import.meta.dirname, `${name}.html`);

export default defineConfig({
  base: "/unified-admin/",
  build: {
    outDir: "dist",
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One program behind two addresses: it looks at its path to know which page it is.
    rolldownOptions: { input: { index: page("index"), "sign-in": page("sign-in") } },
  },
});
