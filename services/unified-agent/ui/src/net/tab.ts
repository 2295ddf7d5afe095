/** An id for the life of this tab: a reload keeps it, so the server sees the same desk come back. */
import { uuid } from "@switchboard/customer-widget/text";

const KEY = "switchboard.desk.tab";

function stored(): string {
  try {
    const known = sessionStorage.getItem(KEY);
    if (known) return known;
    const made = uuid();
    sessionStorage.setItem(KEY, made);
    return made;
  } catch {
    return uuid();
  }
}

/** "Duplicate tab" copies the storage too; the lock tells the copy from the original, and the copy gets its own id. */
export async function tabId(): Promise<string> {
  const id = stored();
  const locks = (navigator as { locks?: LockManager }).locks;
  if (!locks) return id;
  const mine = await new Promise<boolean>((resolve) => {
    void locks.request(`${KEY}.${id}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      // Held until the tab goes away.
      return lock === null ? undefined : new Promise(() => undefined);
    });
  });
  if (mine) return id;
  sessionStorage.removeItem(KEY);
  return tabId();
}
