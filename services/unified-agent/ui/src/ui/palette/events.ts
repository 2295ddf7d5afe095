/** Sent by whoever wants the palette open. */
export const OPEN_PALETTE = "desk:palette";
