import { describe, expect, it } from "vitest";
import { Live } from "./live";

describe("what is watched", () => {
  const line = () => {
    const asked: unknown[] = [];
    const live = new Live((event, payload) => {
      asked.push([event, payload]);
      return Promise.resolve({});
    });
    return { live, asked };
  };

  it("subscribes with the first who looks and ends with the last", () => {
    const { live, asked } = line();
    const one = live.watchBoard(() => undefined);
    const two = live.watchBoard(() => undefined);
    one();
    expect(asked).toEqual([["watchBoard", { on: true }]]);
    live.receive("board", { at: "", queues: [], agents: [] });
    expect(live.board()).not.toBeNull();
    two();
    expect(asked.at(-1)).toEqual(["watchBoard", { on: false }]);
    expect(live.board()).toBeNull();
  });

  it("asks again after a new connection, but only for what is open", () => {
    const { live, asked } = line();
    live.reconnected();
    expect(asked).toEqual([]);
    live.watchLists(() => undefined);
    live.reconnected();
    expect(asked).toEqual([["watchLists", { on: true }], ["watchLists", { on: true }]]);
  });

  it("tells who looks of every new state", () => {
    const { live } = line();
    let told = 0;
    live.watchLists(() => (told += 1));
    expect(live.receive("lists", { lists: [] })).toBe(true);
    expect(live.receive("activity", {})).toBe(false);
    expect(told).toBe(1);
  });
});
