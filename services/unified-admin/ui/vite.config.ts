import { resolve } from "node:path";
import { defineConfig } from "vite";

const page = (name: string) => resolve(import.meta.dirname, `${name}.html`);

export default defineConfig({
  base: "/unified-admin/",
  build: {
    outDir: "dist",
    target: "es2022",
    // A data: or inlined script would need a wider content policy than 'self'.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Two programs: signing in stays a few kilobytes, whatever the application weighs.
      input: { index: page("index"), "sign-in": page("sign-in") },
      // "use client" is for servers that render; said once per file of the library it hides what matters.
      onLog: (level, log, handler) => {
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") handler(level, log);
      },
    },
  },
});
