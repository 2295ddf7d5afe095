/** axe-core in a page or frame; serious and critical findings are failures. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function findings(frame) {
  await frame.evaluate(source);
  const violations = await frame.evaluate(async () => {
    // Something fading in has no settled colour yet.
    await Promise.all(document.getAnimations().filter((a) => a.effect?.getTiming().iterations !== Infinity).map((a) => a.finished.catch(() => null)));
    const result = await globalThis.axe.run(document, { iframes: false, resultTypes: ["violations"] });
    return result.violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map((n) => `${n.html.slice(0, 160)} ${n.any[0]?.message ?? ""}`).slice(0, 4) }));
  });
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical");
}

export async function assertAccessible(frame, where) {
  const found = await findings(frame);
  if (found.length === 0) return;
  const lines = found.map(({ id, impact, nodes }) => `  ${impact} ${id}\n    ${nodes.join("\n    ")}`);
  throw new Error(`accessibility of ${where}:\n${lines.join("\n")}`);
}
