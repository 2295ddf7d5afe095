export { NoAck, Socket, socketUrl, type SocketState } from "./client";
export { backoff } from "./backoff";
