/** Files an agent chose, by conversation: they go on while another conversation is looked at. */
import { Refused as FileRefused, Uploads, type Chosen, type Opened } from "@switchboard/customer-widget/files";
import type { MessageKind } from "../store/thread";
import { Refused } from "./actions";
import type { Desk } from "./desk";

const NOTHING: readonly Chosen[] = [];

export class DeskUploads {
  private readonly lists = new Map<string, readonly Chosen[]>();
  private readonly listeners = new Set<() => void>();
  private readonly all = new Map<string, Uploads>();
  /** The channel that was chosen when files were. */
  private readonly channels = new Map<string, string>();

  constructor(private readonly desk: Desk) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  of = (conversationId: string): readonly Chosen[] => this.lists.get(conversationId) ?? NOTHING;

  /** A file chosen for a note stays between colleagues, whatever is chosen meanwhile. */
  add(conversationId: string, kind: MessageKind, files: readonly File[], channelSessionId: string | null): void {
    if (channelSessionId === null) this.channels.delete(conversationId);
    else this.channels.set(conversationId, channelSessionId);
    this.uploads(conversationId, kind).add(files);
  }

  remove(conversationId: string, id: string): void {
    for (const kind of ["AGENT_MESSAGE", "WHISPER_MESSAGE"] as const) this.all.get(`${kind} ${conversationId}`)?.remove(id);
  }

  private uploads(conversationId: string, kind: MessageKind): Uploads {
    const key = `${kind} ${conversationId}`;
    const known = this.all.get(key);
    if (known) return known;
    let own: readonly Chosen[] = [];
    const made = new Uploads({
      open: async (file) => {
        try {
          return (await this.desk.openUpload(conversationId, file)) as Opened;
        } catch (error) {
          throw error instanceof Refused ? new FileRefused(error.error, error.message) : error;
        }
      },
      done: (file) => {
        this.desk.send(conversationId, kind, "", { file, channelSessionId: this.channels.get(conversationId) });
      },
      changed: (list) => {
        const others = this.of(conversationId).filter((chosen) => !own.some((mine) => mine.id === chosen.id));
        own = list;
        this.lists.set(conversationId, [...others, ...list]);
        for (const listener of this.listeners) listener();
      },
    });
    this.all.set(key, made);
    return made;
  }
}
