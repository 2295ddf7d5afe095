import { useEffect, useState } from "react";
import type { Thread } from "../../store/thread";
import { useDesk } from "../DeskContext";
import { answered, type Reach } from "./reach";

/** The session that an answer goes to: the chosen one, else where the customer wrote last; null until it is known, and on nothing live. */
export function useReach(thread: Thread, chosen: string | null): Reach | null {
  const { api } = useDesk();
  const [reaches, setReaches] = useState<readonly Reach[]>([]);
  const { id } = thread.conversation;
  // A new message of the customer opens the window again; a session that came or went may be the one that is answered.
  const heard = thread.activities.findLast(({ name }) => name === "CUSTOMER_MESSAGE")?.id;
  const live = thread.conversation.sessions.filter(({ active }) => active).length;

  useEffect(() => {
    let gone = false;
    api.reach(id).then(
      (found) => {
        if (!gone) setReaches(found);
      },
      // Without it the desk works as on channels without limits; a refused message says so itself.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [api, id, heard, live]);

  return chosen === null ? answered(reaches) : (reaches.find(({ sessionId }) => sessionId === chosen) ?? null);
}
