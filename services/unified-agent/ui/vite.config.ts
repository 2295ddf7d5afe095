import { defineConfig } from "vite";

export default defineConfig({
  base: "/unified-agent/",
  build: {
    outDir: "dist",
    target: "es2022",
    // A data: or inlined script would need a wider content policy than 'self'.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // "use client" is for servers that render; said once per file of the library it hides what matters.
      onLog: (level, log, handler) => {
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") handler(level, log);
      },
    },
  },
});
