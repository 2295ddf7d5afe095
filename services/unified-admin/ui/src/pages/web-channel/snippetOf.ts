/** The two lines a site embeds. */
export function snippetOf(widget: string, origin: string): string {
  return `<script>window.Switchboard ??= { q: [] }</script>\n<script src="${origin}/web-widget/loader.js" data-widget="${widget}" async></script>`;
}
