export { bodyView, plainView, summary, type AttachmentView, type Body as MessageBody, type BodyView, type Card, type Place } from "./content";
export { changeOf, fold, foldOnce, type Folded, type Reaction, type Row, type Shown } from "./fold";
