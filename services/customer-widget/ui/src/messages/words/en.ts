/** Words about kinds of messages: the same at the desk, in the widget and in the transcript. */
export const kinds = {
  kindDeleted: "This message was deleted",
  kindUnsupported: "A message that cannot be shown here ({detail})",
  kindOrder: "An order",
  kindSystem: "A notice of the channel",
  kindReferral: "Came from an advertisement or a link",
  kindOptin: "Agreed to be written to",
  kindHandover: "The conversation was passed on at the channel",
  kindSticker: "Sticker",
  kindPlace: "Place",
  kindContact: "Contact",
  kindComment: "Comment on a post",
  kindReacted: "Reacted with {detail} to an earlier message",
  kindUnreacted: "Took a reaction back",
  kindEdited: "Edited",
  kindMap: "Show on a map",
  kindWebsite: "Website",
  kindReactionBy: "{emoji} by {names}",
  kindReplyTo: "In reply to {name}",
  kindEarlier: "an earlier message",
};

export type KindWord = keyof typeof kinds;
export type KindWords = Readonly<Record<KindWord, string>>;
