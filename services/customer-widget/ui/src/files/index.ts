export { filesOf, Refused, type Opened, type Problem } from "./upload";
export { Uploads, type Chosen, type Sent } from "./uploads";
export { clock, follow, playable, SILENT, type Playing } from "./voice";
