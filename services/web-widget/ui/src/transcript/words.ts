/** The few words of the transcript page. */
import { kinds as arabic } from "@switchboard/customer-widget/messages/ar";
import { kinds as german } from "@switchboard/customer-widget/messages/de";
import { kinds as english } from "@switchboard/customer-widget/messages/en";

const en = {
  ...english,
  title: "Transcript",
  loading: "Loading…",
  none: "There is no conversation to show in this browser.",
  failed: "The transcript could not be loaded.",
  again: "Try again",
  print: "Print or save as PDF",
  you: "You",
  agent: "Agent",
  bot: "Assistant",
  started: "Chat started",
  ended: "Chat ended",
  joined: "{name} joined",
  left: "{name} left",
  queued: "Waiting for an agent",
  noAgent: "Nobody was available",
  paused: "Conversation paused",
  resumed: "Conversation continued",
  empty: "Nothing has been written yet.",
  newWindow: "(opens in a new window)",
};
export type Words = typeof en;

const de: Words = {
  ...german,
  title: "Gesprächsverlauf",
  loading: "Wird geladen …",
  none: "In diesem Browser gibt es kein Gespräch.",
  failed: "Der Gesprächsverlauf konnte nicht geladen werden.",
  again: "Erneut versuchen",
  print: "Drucken oder als PDF sichern",
  you: "Sie",
  agent: "Mitarbeiter",
  bot: "Assistent",
  started: "Chat gestartet",
  ended: "Chat beendet",
  joined: "{name} ist jetzt im Gespräch",
  left: "{name} hat das Gespräch verlassen",
  queued: "Warten auf einen Mitarbeiter",
  noAgent: "Es war niemand verfügbar",
  paused: "Gespräch angehalten",
  resumed: "Gespräch fortgesetzt",
  empty: "Es wurde noch nichts geschrieben.",
  newWindow: "(öffnet ein neues Fenster)",
};

const ar: Words = {
  ...arabic,
  title: "نص المحادثة",
  loading: "جارٍ التحميل…",
  none: "لا توجد محادثة لعرضها في هذا المتصفح.",
  failed: "تعذر تحميل نص المحادثة.",
  again: "حاول مرة أخرى",
  print: "طباعة أو حفظ بصيغة PDF",
  you: "أنت",
  agent: "موظف",
  bot: "المساعد",
  started: "بدأت الدردشة",
  ended: "انتهت الدردشة",
  joined: "انضم {name}",
  left: "غادر {name}",
  queued: "في انتظار موظف",
  noAgent: "لم يكن أحد متاحًا",
  paused: "توقفت المحادثة مؤقتًا",
  resumed: "استؤنفت المحادثة",
  empty: "لم يُكتب شيء بعد.",
  newWindow: "(يفتح في نافذة جديدة)",
};

export const WORDS = { en, de, ar };
