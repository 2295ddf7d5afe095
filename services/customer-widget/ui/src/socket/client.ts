/**
 * A Socket.IO 5 client over WebSocket: connect with auth, events, acknowledgements, ping watch, reconnect.
 *
 * The stock client weighs more than the rest of the widget together; this keeps what we use. It holds no queue:
 * what must survive a lost connection is kept by the caller under an id of its own and sent again.
 */
import { backoff } from "./backoff";
import { DISCONNECT, PONG, decode, encodeAck, encodeConnect, encodeEvent, type Packet } from "./packet";

export type SocketState =
  | { status: "idle" | "connecting" | "online" | "closed" }
  | { status: "waiting"; retryAt: number; attempt: number }
  | { status: "refused"; message: string };

export interface SocketOptions {
  /** Absolute ws: or wss: address of the Socket.IO path, without query. */
  url: string;
  /** Asked at every connection, so that a renewed token or newer cursors are used. */
  auth: () => unknown;
  onEvent: (name: string, payload: unknown) => void;
  onState: (state: SocketState) => void;
  /** The event by which a server that is about to stop asks to come to another one: `{retryMs}` says when. */
  goaway?: string;
  WebSocket?: new (url: string) => WebSocket;
  random?: () => number;
}

/** No acknowledgement came: nobody knows whether it arrived, so send again under the same id. */
export class NoAck extends Error {
  constructor(event: string) {
    super(`no acknowledgement of ${event}`);
  }
}

const CONNECT_TIMEOUT = 10_000;
/** What was asked before a move is waited for so long. */
const MOVE_PATIENCE = 2_000;
/** After a move, so long nobody needs to hear of a connection that does not come about at once. */
const QUIET = 3_000;

interface Waiter {
  event: string;
  timer: ReturnType<typeof setTimeout>;
  resolve: (payload: unknown) => void;
  reject: (error: Error) => void;
}

export class Socket {
  state: SocketState = { status: "idle" };
  private ws: WebSocket | null = null;
  private attempt = 0;
  private nextAck = 0;
  private readonly waiters = new Map<number, Waiter>();
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private watchTimer: ReturnType<typeof setTimeout> | undefined;
  private moveTimer: ReturnType<typeof setTimeout> | undefined;
  private quietUntil = 0;
  private silence = CONNECT_TIMEOUT;

  constructor(private readonly options: SocketOptions) {}

  connect(): void {
    if (this.ws) return;
    clearTimeout(this.retryTimer);
    this.setState({ status: "connecting" });
    const Ws = this.options.WebSocket ?? WebSocket;
    const ws = new Ws(`${this.options.url}?EIO=4&transport=websocket`);
    this.ws = ws;
    this.silence = CONNECT_TIMEOUT;
    this.watch();
    ws.onmessage = (message: MessageEvent) => {
      if (this.ws !== ws) return;
      this.watch();
      this.receive(decode(String(message.data)));
    };
    ws.onclose = () => {
      if (this.ws === ws) this.lost();
    };
    // An error is always followed by a close; the handler keeps it from being reported as unhandled.
    ws.onerror = () => undefined;
  }

  /** Tries at once when the wait is running: the network came back or the person asked for it. */
  retryNow(): void {
    if (this.state.status === "waiting") this.connect();
  }

  /** Stops for good; only connect() starts again. */
  close(): void {
    this.drop(true);
    this.setState({ status: "closed" });
  }

  get online(): boolean {
    return this.state.status === "online";
  }

  /** Fire and forget; false when there is no connection. */
  emit(event: string, payload: unknown): boolean {
    if (!this.online) return false;
    this.ws?.send(encodeEvent(event, payload));
    return true;
  }

  /** Resolves with the acknowledgement; rejects with NoAck when it did not come or the connection was lost. */
  request(event: string, payload: unknown, timeout = 10_000): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (!this.online) {
        reject(new NoAck(event));
        return;
      }
      const id = this.nextAck++;
      const timer = setTimeout(() => {
        this.waiters.delete(id);
        reject(new NoAck(event));
      }, timeout);
      this.waiters.set(id, { event, timer, resolve, reject });
      this.ws?.send(encodeEvent(event, payload, id));
    });
  }

  private receive(packet: Packet): void {
    switch (packet.kind) {
      case "open":
        this.silence = packet.pingInterval + packet.pingTimeout;
        this.watch();
        this.ws?.send(encodeConnect(this.options.auth()));
        return;
      case "ping":
        this.ws?.send(PONG);
        return;
      case "connect":
        this.attempt = 0;
        this.quietUntil = 0;
        this.setState({ status: "online" });
        return;
      case "refused":
        this.drop(false);
        this.setState({ status: "refused", message: packet.message });
        return;
      case "close":
      case "disconnect":
        this.lost();
        return;
      case "event":
        if (packet.ackId !== null) this.ws?.send(encodeAck(packet.ackId));
        if (packet.name === this.options.goaway) this.goaway((packet.payload as { retryMs?: number } | undefined)?.retryMs ?? 0);
        this.options.onEvent(packet.name, packet.payload);
        return;
      case "ack":
        this.settle(packet.ackId, packet.payload);
        return;
      case "unknown":
    }
  }

  private settle(id: number, payload: unknown): void {
    const waiter = this.waiters.get(id);
    if (!waiter) return;
    this.waiters.delete(id);
    clearTimeout(waiter.timer);
    waiter.resolve(payload);
  }

  /** A half-open connection looks healthy for minutes; silence longer than ping + timeout means it is gone. */
  private watch(): void {
    clearTimeout(this.watchTimer);
    this.watchTimer = setTimeout(() => {
      this.lost();
    }, this.silence);
  }

  private goaway(delay: number): void {
    clearTimeout(this.moveTimer);
    this.moveTimer = setTimeout(() => {
      this.move(Date.now() + MOVE_PATIENCE);
    }, delay);
  }

  /** To another server, which this one asked for: nothing is lost, so nobody is told of a loss. */
  private move(deadline: number): void {
    if (this.waiters.size > 0 && Date.now() < deadline) {
      this.moveTimer = setTimeout(() => {
        this.move(deadline);
      }, 50);
      return;
    }
    this.drop(true);
    this.quietUntil = Date.now() + QUIET;
    this.connect();
  }

  private lost(): void {
    this.drop(false);
    if (Date.now() < this.quietUntil) {
      this.setState({ status: "connecting" });
      this.retryTimer = setTimeout(() => {
        this.connect();
      }, 200);
      return;
    }
    const delay = backoff(this.attempt, this.options.random);
    this.attempt += 1;
    this.retryTimer = setTimeout(() => {
      this.connect();
    }, delay);
    this.setState({ status: "waiting", retryAt: Date.now() + delay, attempt: this.attempt });
  }

  private drop(polite: boolean): void {
    clearTimeout(this.retryTimer);
    clearTimeout(this.watchTimer);
    clearTimeout(this.moveTimer);
    const ws = this.ws;
    this.ws = null;
    if (polite && ws && this.online) ws.send(DISCONNECT);
    ws?.close();
    for (const waiter of this.waiters.values()) {
      clearTimeout(waiter.timer);
      waiter.reject(new NoAck(waiter.event));
    }
    this.waiters.clear();
  }

  private setState(state: SocketState): void {
    this.state = state;
    this.options.onState(state);
  }
}

/** ws: address of a path on the page's own origin. */
export function socketUrl(path: string, origin: string = location.origin): string {
  return origin.replace(/^http/, "ws") + path;
}
