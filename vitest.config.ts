import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["services/*/ui/src/**/*.test.ts"], environment: "node" },
});
