import type { KindWords } from "./en";

export const kinds: KindWords = {
  kindDeleted: "Diese Nachricht wurde gelöscht",
  kindUnsupported: "Eine Nachricht, die hier nicht gezeigt werden kann ({detail})",
  kindOrder: "Eine Bestellung",
  kindSystem: "Ein Hinweis des Kanals",
  kindReferral: "Kam über eine Anzeige oder einen Link",
  kindOptin: "Hat zugestimmt, angeschrieben zu werden",
  kindHandover: "Das Gespräch wurde im Kanal weitergegeben",
  kindSticker: "Sticker",
  kindPlace: "Ort",
  kindContact: "Kontakt",
  kindComment: "Kommentar zu einem Beitrag",
  kindReacted: "Hat mit {detail} auf eine frühere Nachricht reagiert",
  kindUnreacted: "Hat eine Reaktion zurückgenommen",
  kindEdited: "Bearbeitet",
  kindMap: "Auf einer Karte zeigen",
  kindWebsite: "Webseite",
  kindReactionBy: "{emoji} von {names}",
  kindReplyTo: "Antwort an {name}",
  kindEarlier: "eine frühere Nachricht",
};
