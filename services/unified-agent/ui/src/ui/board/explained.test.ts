import { describe, expect, it } from "vitest";
import { translator } from "../../text/translate";
import { parts, terms, verdict, type Why } from "./explained";

const t = translator("en");
const why = (taskId?: string): Why => ({ at: "", choice: null, candidates: [], ruledOut: [], ruledOutCount: 0, rivalCount: 0, ...(taskId ? { taskId } : {}) });

describe("an explanation", () => {
  it("tells where it stands before what was offered, newest first", () => {
    const told = parts({ sentence: "", waiting: why(), decisions: [why("t1"), why("t2")], ended: null });
    expect(told.map(({ key }) => key)).toEqual(["now", "t2", "t1"]);
    expect(parts({ sentence: "only a sentence" })).toEqual([]);
    expect(parts({ sentence: "", ended: { waiting: why() }, decisions: [] }).map(({ kind }) => kind)).toEqual(["end"]);
  });

  it("names the term that was not met and what the agent has", () => {
    const obstacle = { kind: "STEPS", failed: [{ step: 1, terms: [{ term: "english >= 7", has: 4 }, { term: "vip", has: null }] }] };
    expect(terms(obstacle, t)).toEqual(["step 1: english >= 7, has 4", "step 1: vip, has nothing"]);
    expect(verdict(obstacle, t)).toBe("does not qualify");
    expect(verdict({ kind: "SOMETHING_NEW" }, t)).toBe("SOMETHING_NEW");
  });
});
