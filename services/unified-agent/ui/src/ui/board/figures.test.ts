import { describe, expect, it } from "vitest";
import type { BoardAgent } from "../../net/live";
import { byState, grade, interval, percent, roughly } from "./figures";

const level = (perMille: number | null) => ({ thresholdMs: 30_000, windowMs: 0, accepted: 0, within: 0, abandoned: 0, perMille });

describe("figures", () => {
  it("says seconds, then minutes, then hours", () => {
    expect([roughly(45_000, "en"), roughly(200_000, "en"), roughly(7_200_000, "en")]).toEqual(["45 sec", "3 min", "2 hr"]);
  });

  it("shows an interval only where its ends differ", () => {
    expect(interval({ lowMs: 60_000, likelyMs: 60_100, highMs: 60_200 }, "en")).toBe("60 sec");
    expect(interval({ lowMs: 60_000, likelyMs: 0, highMs: 240_000 }, "en")).toBe("60 sec – 4 min");
  });

  it("has no service level of nobody", () => {
    expect([percent(level(null), "en"), grade(level(null))]).toEqual([null, "none"]);
    expect([percent(level(857), "en"), grade(level(857)), grade(level(600)), grade(level(100))]).toEqual(["86%", "good", "warn", "bad"]);
  });

  it("groups agents by what they are ready for", () => {
    const agent = (state: BoardAgent["state"]) => ({ state, name: state }) as BoardAgent;
    const groups = byState([agent("LOGOUT"), agent("READY"), agent("LOGOUT")]);
    expect(groups.map((group) => [group.state, group.agents.length])).toEqual([
      ["READY", 1],
      ["LOGOUT", 2],
    ]);
  });
});
