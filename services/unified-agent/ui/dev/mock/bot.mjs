/** A bot that greets, knows three answers and hands over to people. */
const BOT = { id: "bot", type: "BOT", senderName: "Robin" };
const ANSWERS = [
  [/opening|hours|open/i, "We are open Monday to Friday from 9:00 to 18:00."],
  [/deliver|shipping/i, "Delivery takes two to four working days. See https://example.com/delivery for details."],
  [/return/i, "You have 60 days to return anything."],
];

export function greet(log) {
  log.append("BOT_MESSAGE", BOT, {
    type: "BUTTON",
    markdownText: "Hello! I am Robin. Ask me about opening hours, delivery or returns.",
    buttons: [
      { title: "What are your opening hours?", payload: "hours", type: "postback" },
      { title: "I want to talk to a person", payload: "agent", type: "postback" },
    ],
  });
}

/** True when the customer wants a person. */
export function answer(log, text) {
  if (/person|agent|human/i.test(text)) {
    log.append("BOT_MESSAGE", BOT, { type: "PLAIN", markdownText: "I will find somebody for you." });
    return true;
  }
  const found = ANSWERS.find(([pattern]) => pattern.test(text));
  log.append("BOT_MESSAGE", BOT, { type: "PLAIN", markdownText: found?.[1] ?? "I did not get that. Shall I find a person for you?" });
  return false;
}
