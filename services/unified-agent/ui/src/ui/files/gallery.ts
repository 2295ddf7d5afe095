/** Which files a conversation has, and which picture is looked at. Pure but for who is told. */
import { foldOnce, type AttachmentView } from "@switchboard/customer-widget/messages";
import type { Thread } from "../../store/thread";

export interface GalleryFile {
  id: string;
  who: string;
  at: string;
  attachment: AttachmentView & { url: string };
}

/** Files that can be had, newest first. */
export function filesOf(thread: Thread): GalleryFile[] {
  const files: GalleryFile[] = [];
  for (const { row, view } of foldOnce(thread.activities).shown.values()) {
    const { attachment } = view;
    // Stickers are said, not kept.
    if (attachment === null || attachment.url === null || view.sticker) continue;
    files.unshift({ id: row.id, who: row.header.sender.senderName ?? "", at: row.at, attachment: { ...attachment, url: attachment.url } });
  }
  return files;
}

export const isPicture = (file: GalleryFile): boolean => file.attachment.thumbnail !== null;

/** The picture before or after one, in the order they were sent; the ends stay where they are. */
export function neighbour(pictures: readonly GalleryFile[], id: string, step: 1 | -1): string {
  const at = pictures.findIndex((picture) => picture.id === id);
  // Newest first: later is further up.
  return pictures[at - step]?.id ?? id;
}

let listener: ((id: string) => void) | undefined;

/** One gallery listens, that of the conversation on the screen. */
export function onOpen(heard: (id: string) => void): () => void {
  listener = heard;
  return () => {
    if (listener === heard) listener = undefined;
  };
}

export function openGallery(id: string): void {
  listener?.(id);
}
