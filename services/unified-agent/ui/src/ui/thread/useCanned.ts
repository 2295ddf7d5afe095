import { useEffect, useState } from "react";
import type { Api, CannedAnswer } from "../../net/api";

/** So long an answer that somebody changed may be missing here. */
const FRESH = 15_000;

let known: { at: number; answers: readonly CannedAnswer[] } = { at: -Infinity, answers: [] };

/** The canned answers: those of before at once, and those of now as soon as somebody looks for one. */
export function useCanned(api: Api, looking: boolean): readonly CannedAnswer[] {
  const [answers, setAnswers] = useState(known.answers);
  useEffect(() => {
    let left = false;
    if (Date.now() - known.at < FRESH) {
      setAnswers(known.answers);
      return undefined;
    }
    api.cannedAnswers().then(
      (now) => {
        known = { at: Date.now(), answers: now };
        if (!left) setAnswers(now);
      },
      // Those of before are better than none.
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [api, looking]);
  return answers;
}
