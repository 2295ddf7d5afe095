import { defineConfig } from "vite";

export default defineConfig({
  base: "/customer-widget/",
  build: {
    outDir: "dist",
    target: "es2022",
    // A data: or inlined script would need a wider content policy than 'self'.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
