export { NoAck, Socket, socketUrl, type SocketState } from "./client";
export { backoff } from "./backoff";
export { passes } from "./passing";
