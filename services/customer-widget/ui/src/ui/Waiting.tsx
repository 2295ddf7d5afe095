import { useEffect, useMemo, useState } from "preact/hooks";
import type { Wait } from "../chat/model";
import type { Language, Translate } from "../text/catalogue";
import { expected, place } from "../text/wait";
import { Spoken } from "./spoken";

interface Props {
  wait: Wait;
  language: Language;
  t: Translate;
}

/** The place in line and how long it will take. Both lines keep their room, so that nothing moves when the second comes or goes. */
export function Waiting({ wait, language, t }: Props) {
  const [said, setSaid] = useState("");
  const spoken = useMemo(() => new Spoken(setSaid), []);
  const where = place(wait, t);
  const time = wait.estimatedWait === null ? "" : expected(wait.estimatedWait, language, t);
  const isNext = wait.position === 1;
  useEffect(() => {
    spoken.say([where, time].filter(Boolean).join(", "), isNext);
  }, [spoken, where, time, isNext]);
  useEffect(
    () => () => {
      spoken.stop();
    },
    [spoken],
  );
  return (
    <div class="queue">
      <p>{where}</p>
      {time !== "" && <p class="faint">{time}</p>}
      <p class="hidden" role="status">
        {said}
      </p>
    </div>
  );
}
