/** The demo shop: shows the two lines of this very server, and opens the chat from the page's own button. */
type Host = { Switchboard?: { q: { push: (command: unknown[]) => unknown } } };

const host = window as unknown as Host;
host.Switchboard ??= { q: [] as unknown[][] };

const snippet = document.getElementById("snippet");
if (snippet) {
  snippet.textContent = [
    "<script>window.Switchboard ??= { q: [] }</script>",
    `<script src="${location.origin}/web-widget/loader.js" data-widget="demo" async></script>`,
  ].join("\n");
}

document.getElementById("ask")?.addEventListener("click", () => {
  host.Switchboard?.q.push(["open"]);
});
