/** Files an agent chose, by conversation: they go on while another conversation is looked at. */
import { Refused as FileRefused, Uploads, type Chosen, type Opened } from "@switchboard/customer-widget/files";
import { uuid } from "@switchboard/customer-widget/text";
import type { MessageKind } from "../store/thread";
import type { Refusal } from "../ui/thread/carries";
import { Refused } from "./actions";
import type { Desk } from "./desk";

/** A chosen file, and what the channel says against it. */
export interface OnItsWay extends Chosen {
  refusal?: Refusal;
}

const NOTHING: readonly OnItsWay[] = [];

export class DeskUploads {
  private readonly lists = new Map<string, readonly OnItsWay[]>();
  private readonly listeners = new Set<() => void>();
  private readonly all = new Map<string, Uploads>();
  /** The channel that was chosen when files were. */
  private readonly channels = new Map<string, string>();

  constructor(private readonly desk: Desk) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  of = (conversationId: string): readonly OnItsWay[] => this.lists.get(conversationId) ?? NOTHING;

  /** A file chosen for a note stays between colleagues, whatever is chosen meanwhile. */
  add(conversationId: string, kind: MessageKind, files: readonly File[], channelSessionId: string | null): void {
    if (channelSessionId === null) this.channels.delete(conversationId);
    else this.channels.set(conversationId, channelSessionId);
    this.uploads(conversationId, kind).add(files);
  }

  /** Lists files that the channel does not take with the reason; answers the others. */
  refuse(conversationId: string, files: readonly File[], refusalOf: (file: File) => Refusal | null): readonly File[] {
    const fine: File[] = [];
    for (const file of files) {
      const refusal = refusalOf(file);
      if (refusal === null) fine.push(file);
      else this.show(conversationId, [...this.of(conversationId), { id: uuid(), name: file.name, size: file.size, progress: 0, preview: null, problem: null, refusal }]);
    }
    return fine;
  }

  remove(conversationId: string, id: string): void {
    for (const kind of ["AGENT_MESSAGE", "WHISPER_MESSAGE"] as const) this.all.get(`${kind} ${conversationId}`)?.remove(id);
    this.show(conversationId, this.of(conversationId).filter((chosen) => chosen.id !== id));
  }

  private show(conversationId: string, list: readonly OnItsWay[]): void {
    this.lists.set(conversationId, list);
    for (const listener of this.listeners) listener();
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
        this.show(conversationId, [...others, ...list]);
      },
    });
    this.all.set(key, made);
    return made;
  }
}
