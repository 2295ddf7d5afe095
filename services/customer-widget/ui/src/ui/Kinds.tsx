/** What is not words: a sticker, a place, cards, a kind that is only named; the quote above and the reactions below. */
import type { BodyView, Card, Place, Reaction } from "../messages";
import type { Translate } from "../text/catalogue";
import type { Quote } from "./rows";

export function Kinds({ view, t }: { view: BodyView; t: Translate }) {
  const { attachment, named } = view;
  if (view.sticker && attachment !== null && attachment.url !== null) {
    return <img class="sticker" src={attachment.url} alt={t("kindSticker")} width={128} height={128} loading="lazy" />;
  }
  return (
    <>
      {named && <span class={named.word === "kindComment" ? "kind-mark" : "bubble kind-named"}>{t(named.word, { detail: named.detail })}</span>}
      {view.place && <PlaceCard place={view.place} t={t} />}
      {view.cards.map((card, i) => (
        <ContactCard key={i} card={card} t={t} />
      ))}
    </>
  );
}

function PlaceCard({ place, t }: { place: Place; t: Translate }) {
  return (
    <span class="bubble card">
      <span class="kind-mark">{t("kindPlace")}</span>
      {place.name !== "" && (
        <strong>
          <bdi>{place.name}</bdi>
        </strong>
      )}
      {place.address !== "" && <bdi>{place.address}</bdi>}
      {place.map !== null && <Outside href={place.map} text={t("kindMap")} t={t} />}
      {place.url !== null && <Outside href={place.url} text={t("kindWebsite")} t={t} />}
    </span>
  );
}

/** Fetched only by whoever follows it. */
function Outside({ href, text, t }: { href: string; text: string; t: Translate }) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {text}
      <span class="hidden"> {t("newWindow")}</span>
    </a>
  );
}

function ContactCard({ card, t }: { card: Card; t: Translate }) {
  return (
    <span class="bubble card">
      <span class="kind-mark">{t("kindContact")}</span>
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

export function Quoted({ quote, t }: { quote: Quote; t: Translate }) {
  // What is not loaded cannot be gone to.
  if (quote.who === "") return <span class="quote">{t("kindReplyTo", { name: quote.words })}</span>;
  return (
    <button
      type="button"
      class="quote"
      onClick={() => {
        document.getElementById(`m-${quote.id}`)?.scrollIntoView({ block: "center" });
      }}
    >
      <span class="quote-who">{t("kindReplyTo", { name: quote.who })}</span>
      <bdi>{quote.words}</bdi>
    </button>
  );
}

export function Reactions({ reactions, t }: { reactions: Reaction[]; t: Translate }) {
  if (reactions.length === 0) return null;
  return (
    <ul class="reactions">
      {reactions.map(({ emoji, by }) => {
        const names = by.map(({ type, senderName }) => (type === "CUSTOMER" ? t("you") : (senderName ?? t("agent")))).join(", ");
        const label = t("kindReactionBy", { emoji, names });
        return (
          <li key={emoji} title={label}>
            <span aria-hidden="true">
              {emoji}
              {by.length > 1 && ` ${by.length}`}
            </span>
            <span class="hidden">{label}</span>
          </li>
        );
      })}
    </ul>
  );
}
