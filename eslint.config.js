import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const hooks = {
  plugins: { "react-hooks": reactHooks },
  rules: { "react-hooks/rules-of-hooks": "error", "react-hooks/exhaustive-deps": "error" },
};
const sources = ["services/*/ui/**/*.{ts,tsx}"];
const nodeGlobals = Object.fromEntries(
  ["process", "console", "URL", "Buffer", "setTimeout", "clearTimeout", "setInterval", "clearInterval", "fetch", "document", "localStorage", "DataTransfer", "File", "atob", "ClipboardEvent", "DragEvent"].map((name) => [name, "readonly"]),
);

export default defineConfig([
  globalIgnores(["**/dist/**", "target/**", "**/node_modules/**"]),
  js.configs.recommended,
  {
    files: sources,
    extends: [tseslint.configs.strictTypeChecked, jsxA11y.flatConfigs.strict],
    ...hooks,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...hooks.rules,
      // Numbers in texts and keys are unambiguous.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // A name in a list is isolated from the direction of what surrounds it, which costs an element.
      "jsx-a11y/label-has-associated-control": ["error", { depth: 3 }],
      // Preact's own event type differs from React's; both accept a handler that returns a promise nobody waits for.
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
    },
  },
  {
    files: ["**/*.mjs", "eslint.config.js"],
    languageOptions: { globals: nodeGlobals },
  },
]);
