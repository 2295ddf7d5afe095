export { fileSize, fitted } from "./sizes";
export { linkify, type Piece } from "./linkify";
export { isMessage, isOwn } from "../chat/timeline";
export { storedTokens } from "../chat/storage";
export { uuid } from "../chat/uuid";
export type { Activity, Body } from "../chat/model";
export { directionOf, pickLanguage, translator, wordsOf, type Language } from "./catalogue";
