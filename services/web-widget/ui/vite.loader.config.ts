import { defineConfig } from "vite";

/** The loader is one classic script under a fixed name: sites embed its address for years. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: false,
    target: "es2022",
    lib: { entry: "src/loader/main.ts", name: "SwitchboardLoader", formats: ["iife"], fileName: () => "loader.js" },
  },
});
