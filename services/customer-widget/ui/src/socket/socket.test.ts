import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocket as NodeWebSocket } from "ws";
import { backoff } from "./backoff";
import { NoAck, Socket, type SocketState } from "./client";
import { decode, encodeEvent } from "./packet";

describe("back-off", () => {
  test("stays between 0.5 and 30 s and grows", () => {
    expect(backoff(0, () => 0)).toBe(500);
    expect(backoff(0, () => 1)).toBe(1_000);
    expect(backoff(3, () => 1)).toBe(8_000);
    expect(backoff(50, () => 1)).toBe(30_000);
  });
});

describe("packets", () => {
  test("an event with acknowledgement id is read back", () => {
    expect(decode(encodeEvent("A", { x: 1 }, 7))).toEqual({ kind: "event", name: "A", payload: { x: 1 }, ackId: 7 });
  });
  test("an acknowledgement carries its id", () => {
    expect(decode('4312[{"code":200}]')).toEqual({ kind: "ack", ackId: 12, payload: { code: 200 } });
  });
  test("a refused connection carries the message", () => {
    expect(decode('44{"message":"token expired"}')).toEqual({ kind: "refused", message: "token expired" });
  });
  test("broken frames are unknown, never an exception", () => {
    for (const frame of ["", "9", "4", "42{", "42[1]", "43[]", "42"]) expect(decode(frame).kind).toBe("unknown");
  });
});

describe("against the reference server", () => {
  let http: HttpServer;
  let io: Server;
  let client: Socket | undefined;

  beforeEach(async () => {
    http = createServer();
    io = new Server(http, { path: "/chat/socket.io", pingInterval: 100, pingTimeout: 100 });
    await new Promise<void>((done) => http.listen(0, done));
  });
  afterEach(async () => {
    client?.close();
    await io.close();
  });

  function open(auth: unknown, onEvent: (name: string, payload: unknown) => void = () => undefined, goaway = "") {
    const states: SocketState["status"][] = [];
    const { port } = http.address() as AddressInfo;
    client = new Socket({
      url: `ws://127.0.0.1:${port}/chat/socket.io/`,
      auth: () => auth,
      goaway,
      onEvent,
      onState: (state) => states.push(state.status),
      WebSocket: NodeWebSocket as unknown as new (url: string) => WebSocket,
      random: () => 0,
    });
    client.connect();
    return { client, states };
  }

  test("connects with auth, gets events, gets acknowledgements", async () => {
    io.on("connection", (socket) => {
      socket.emit("HELLO", socket.handshake.auth);
      socket.on("ECHO", (payload: unknown, ack: (answer: unknown) => void) => {
        ack({ code: 200, payload });
      });
    });
    const events: unknown[] = [];
    const { client } = open({ token: "t" }, (name, payload) => events.push([name, payload]));
    await vi.waitFor(() => {
      expect(events).toEqual([["HELLO", { token: "t" }]]);
    });
    await expect(client.request("ECHO", "ü")).resolves.toEqual({ code: 200, payload: "ü" });
  });

  test("answers pings and stays connected past ping time-out", async () => {
    const { client, states } = open({});
    await vi.waitFor(() => {
      expect(client.online).toBe(true);
    });
    await new Promise((later) => setTimeout(later, 500));
    expect(states).toEqual(["connecting", "online"]);
  });

  test("a refusal is reported and not retried", async () => {
    io.use((_, next) => {
      next(new Error("token expired"));
    });
    const { client } = open({});
    await vi.waitFor(() => {
      expect(client.state).toEqual({ status: "refused", message: "token expired" });
    });
  });

  test("a dropped connection rejects open requests and comes back", async () => {
    let connections = 0;
    io.on("connection", (socket) => {
      connections += 1;
      socket.on("CUT", () => socket.conn.close());
    });
    const { client, states } = open({});
    await vi.waitFor(() => {
      expect(client.online).toBe(true);
    });
    await expect(client.request("CUT", {})).rejects.toBeInstanceOf(NoAck);
    await vi.waitFor(
      () => {
        expect(connections).toBe(2);
      },
      { timeout: 3_000 },
    );
    expect(states).toContain("waiting");
  });

  test("a server that asks to go away is left once it has answered, and nobody hears of a loss", async () => {
    let connections = 0;
    io.on("connection", (socket) => {
      connections += 1;
      socket.on("SLOW", (_: unknown, ack: (answer: unknown) => void) => {
        socket.emit("GOAWAY", { retryMs: 0 });
        setTimeout(() => {
          ack({ code: 200 });
        }, 150);
      });
    });
    const { client, states } = open({}, undefined, "GOAWAY");
    await vi.waitFor(() => {
      expect(client.online).toBe(true);
    });
    await expect(client.request("SLOW", {})).resolves.toEqual({ code: 200 });
    await vi.waitFor(() => {
      expect(connections).toBe(2);
      expect(client.online).toBe(true);
    });
    expect(states).toEqual(["connecting", "online", "connecting", "online"]);
  });

  test("a move to a server that is not there at once is tried again quietly", async () => {
    let refuse = 0;
    io.use((socket, next) => {
      next();
      if (refuse-- > 0) socket.conn.close();
    });
    io.on("connection", (socket) => {
      socket.on("LEAVE", () => {
        refuse = 2;
        socket.emit("GOAWAY", { retryMs: 10 });
      });
    });
    const { client, states } = open({}, undefined, "GOAWAY");
    await vi.waitFor(() => {
      expect(client.online).toBe(true);
    });
    client.emit("LEAVE", {});
    await vi.waitFor(() => {
      expect(refuse).toBeLessThan(0);
      expect(client.online).toBe(true);
    }, 5_000);
    expect(states).not.toContain("waiting");
  });

  test("without an answer a request ends with NoAck", async () => {
    const { client } = open({});
    await vi.waitFor(() => {
      expect(client.online).toBe(true);
    });
    await expect(client.request("NOBODY", {}, 50)).rejects.toBeInstanceOf(NoAck);
  });
});

test("silence longer than ping interval + time-out is a lost connection", () => {
  vi.useFakeTimers();
  class Fake {
    onmessage: ((event: { data: string }) => void) | null = null;
    onclose: (() => void) | null = null;
    onerror: (() => void) | null = null;
    send = vi.fn();
    close = vi.fn();
    constructor(readonly url: string) {
      made.push(this);
    }
  }
  const made: Fake[] = [];
  const client = new Socket({
    url: "ws://x/",
    auth: () => ({}),
    onEvent: () => undefined,
    onState: () => undefined,
    WebSocket: Fake as unknown as new (url: string) => WebSocket,
  });
  client.connect();
  made[0]?.onmessage?.({ data: '0{"pingInterval":1000,"pingTimeout":500}' });
  made[0]?.onmessage?.({ data: '40{"sid":"s"}' });
  expect(client.online).toBe(true);
  vi.advanceTimersByTime(1_400);
  expect(client.online).toBe(true);
  vi.advanceTimersByTime(200);
  expect(client.state.status).toBe("waiting");
  client.close();
  vi.useRealTimers();
});
