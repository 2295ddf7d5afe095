const TRIES = 40;
const SHINE = 4_000;

/** Brings a row of the thread into view, once it is drawn, and marks it for a moment. */
export function reveal(id: string, tries = TRIES): void {
  const row = document.querySelector<HTMLElement>(`[data-message="${CSS.escape(id)}"]`);
  if (!row) {
    if (tries > 0) requestAnimationFrame(() => { reveal(id, tries - 1); });
    return;
  }
  row.scrollIntoView({ block: "center" });
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.dataset["found"] = "true";
  setTimeout(() => { delete row.dataset["found"]; }, SHINE);
}
