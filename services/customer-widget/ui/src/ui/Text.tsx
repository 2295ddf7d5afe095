import { linkify } from "../text/linkify";
import type { Translate } from "../text/catalogue";

/** Text as text nodes; only http(s) addresses become links. */
export function Text({ text, t }: { text: string; t: Translate }) {
  return (
    <>
      {linkify(text).map((piece, i) =>
        piece.href === undefined ? (
          piece.text
        ) : (
          <a key={i} href={piece.href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
            {piece.text}
            <span class="hidden"> {t("newWindow")}</span>
          </a>
        ),
      )}
    </>
  );
}
