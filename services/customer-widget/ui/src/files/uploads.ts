/** The files somebody chose and that are not in the conversation yet: one list, each with its own end. The desk uses it too. */
import { uuid } from "../chat/uuid";
import { previewOf, problemOf, put, Refused, type Opened, type Problem } from "./upload";

export interface Chosen {
  id: string;
  name: string;
  size: number;
  /** 0 to 1. */
  progress: number;
  preview: string | null;
  problem: Problem | null;
}

export interface Sent {
  fileId: string;
  name: string;
  mimeType: string;
  size: number;
}

interface Deps {
  /** Announces a file; rejects with `Refused`. */
  open: (file: { name: string; mimeType: string; size: number }) => Promise<Opened>;
  /** The file is there: now a message may name it. */
  done: (file: Sent) => void;
  changed: (list: readonly Chosen[]) => void;
}

export class Uploads {
  private list: Chosen[] = [];
  private readonly running = new Map<string, AbortController>();

  constructor(private readonly deps: Deps) {}

  add(files: readonly File[]): void {
    for (const file of files) void this.run(file);
  }

  /** Stops one that is on its way, or takes one away that failed. */
  remove(id: string): void {
    this.running.get(id)?.abort();
    this.show(this.list.filter((chosen) => chosen.id !== id));
  }

  private async run(file: File): Promise<void> {
    const id = uuid();
    const controller = new AbortController();
    this.running.set(id, controller);
    this.show([...this.list, { id, name: file.name, size: file.size, progress: 0, preview: null, problem: null }]);
    void previewOf(file).then((preview) => {
      this.change(id, { preview });
    });
    try {
      const opened = await this.deps.open({ name: file.name, mimeType: file.type, size: file.size });
      await put(opened, file, controller.signal, (progress) => {
        this.change(id, { progress });
      });
      this.show(this.list.filter((chosen) => chosen.id !== id));
      this.deps.done({ fileId: opened.fileId, name: file.name, mimeType: file.type, size: file.size });
    } catch (error) {
      if (!(error instanceof Refused && error.code === "ABORTED")) this.change(id, { problem: problemOf(error) });
    }
    this.running.delete(id);
  }

  private change(id: string, fields: Partial<Chosen>): void {
    this.show(this.list.map((chosen) => (chosen.id === id ? { ...chosen, ...fields } : chosen)));
  }

  private show(list: Chosen[]): void {
    this.list = list;
    this.deps.changed(list);
  }
}
