/** What is not words: a sticker, a place, cards, a kind that is only named; the quote above and the reactions below. */
import type { BodyView, Card, Place, Reaction } from "@switchboard/customer-widget/messages";
import { useContext } from "react";
import { useDesk, useDeskState } from "../DeskContext";
import { reveal } from "../palette/reveal";
import type { Quote } from "./items";
import { DrawContext } from "./newest";

export function Kinds({ view }: { view: BodyView }) {
  const { t } = useDesk();
  const { attachment, named } = view;
  if (view.sticker && attachment !== null && attachment.url !== null) {
    return <img className="sticker" src={attachment.url} alt={t("kindSticker")} width={128} height={128} loading="lazy" />;
  }
  return (
    <>
      {named && <span className={named.word === "kindComment" ? "kind-mark" : "bubble kind-named"}>{t(named.word, { detail: named.detail })}</span>}
      {view.place && <PlaceCard place={view.place} />}
      {view.cards.map((card, i) => (
        <ContactCard key={i} card={card} />
      ))}
    </>
  );
}

function PlaceCard({ place }: { place: Place }) {
  const { t } = useDesk();
  return (
    <span className="bubble card">
      <span className="kind-mark">{t("kindPlace")}</span>
      {place.name !== "" && (
        <strong>
          <bdi>{place.name}</bdi>
        </strong>
      )}
      {place.address !== "" && <bdi>{place.address}</bdi>}
      {place.map !== null && <Outside href={place.map} text={t("kindMap")} />}
      {place.url !== null && <Outside href={place.url} text={t("kindWebsite")} />}
    </span>
  );
}

/** Fetched only by whoever follows it. */
function Outside({ href, text }: { href: string; text: string }) {
  const { t } = useDesk();
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {text}
      <span className="sr"> {t("newWindow")}</span>
    </a>
  );
}

function ContactCard({ card }: { card: Card }) {
  const { t } = useDesk();
  return (
    <span className="bubble card">
      <span className="kind-mark">{t("kindContact")}</span>
      {card.name !== "" && (
        <strong>
          <bdi>{card.name}</bdi>
        </strong>
      )}
      {card.phones.map((phone) => (
        <a key={phone} href={`tel:${phone.replace(/[^+\d]/g, "")}`} dir="ltr">
          {phone}
        </a>
      ))}
      {card.emails.map((email) => (
        <a key={email} href={`mailto:${encodeURIComponent(email)}`} dir="ltr">
          {email}
        </a>
      ))}
    </span>
  );
}

/** Goes to the message that is quoted, if it is held. */
export function Quoted({ quote }: { quote: Quote }) {
  const { t } = useDesk();
  const draw = useContext(DrawContext);
  if (quote.who === "") return <span className="quote">{t("kindReplyTo", { name: quote.words })}</span>;
  return (
    <button
      type="button"
      className="quote"
      onClick={() => {
        draw(quote.id);
        reveal(quote.id);
      }}
    >
      <span className="quote-who">{t("kindReplyTo", { name: quote.who })}</span>
      <bdi>{quote.words}</bdi>
    </button>
  );
}

export function Reactions({ reactions }: { reactions: Reaction[] }) {
  const { t } = useDesk();
  const me = useDeskState((state) => state.me?.id ?? null);
  if (reactions.length === 0) return null;
  return (
    <ul className="reactions">
      {reactions.map(({ emoji, by }) => {
        const names = by.map(({ id, type, senderName }) => (id === me ? t("you") : (senderName ?? t(type === "CUSTOMER" ? "customer" : "colleague")))).join(", ");
        const label = t("kindReactionBy", { emoji, names });
        return (
          <li key={emoji} title={label}>
            <span aria-hidden="true">
              {emoji}
              {by.length > 1 && ` ${by.length}`}
            </span>
            <span className="sr">{label}</span>
          </li>
        );
      })}
    </ul>
  );
}
