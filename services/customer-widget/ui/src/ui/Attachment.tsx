import { useRef, useState } from "preact/hooks";
import type { AttachmentView } from "../messages";
import { fileSize, fitted } from "../text/sizes";
import type { Language, Translate } from "../text/catalogue";
import { CrossIcon, FileIcon } from "./icons";
import { VoiceNote } from "./VoiceNote";

interface Props {
  attachment: AttachmentView;
  language: Language;
  t: Translate;
}

/** A picture, something to play, or a file to save; only what has a link of our own is fetched. */
export function Attachment(props: Props) {
  const { url, thumbnail, type, name } = props.attachment;
  if (url !== null && thumbnail !== null) return <Picture {...props} url={url} thumbnail={thumbnail} />;
  if (url !== null && type.startsWith("audio/")) {
    return (
      <VoiceNote attachment={props.attachment} url={url} t={props.t}>
        <Named {...props} />
      </VoiceNote>
    );
  }
  if (url !== null && type.startsWith("video/")) {
    // eslint-disable-next-line jsx-a11y/media-has-caption -- nobody has written down what a visitor says
    return <video class="media" controls preload="metadata" src={url} aria-label={name} />;
  }
  return <Named {...props} />;
}

function Named({ attachment, language, t }: Props) {
  const facts = (
    <>
      <FileIcon />
      <span>
        <span class="hidden">{t("attachment")}: </span>
        <bdi>{attachment.name}</bdi>
        <small>
          {attachment.type}
          {attachment.size !== null && ` · ${fileSize(attachment.size, language)}`}
        </small>
      </span>
    </>
  );
  if (attachment.url === null) return <span class="bubble attachment">{facts}</span>;
  return (
    <a class="bubble attachment" href={`${attachment.url}&download=1`} download={attachment.name} title={t("download", { name: attachment.name })}>
      {facts}
    </a>
  );
}

function Picture({ attachment, url, thumbnail, t }: Props & { url: string; thumbnail: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState(false);
  const { name } = attachment;
  const close = () => {
    dialog.current?.close();
  };
  return (
    <>
      <button
        type="button"
        class="picture"
        aria-label={t("openPicture", { name })}
        onClick={() => {
          setOpen(true);
          dialog.current?.showModal();
        }}
      >
        <img src={thumbnail} alt={name} {...fitted(attachment, 240, 240)} loading="lazy" />
      </button>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a click beside the picture closes it, as Escape does */}
      <dialog
        ref={dialog}
        class="lightbox"
        aria-label={name}
        onClose={() => {
          setOpen(false);
        }}
        onClick={(event) => {
          if (event.target === dialog.current) close();
        }}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          // It closes the picture, not the chat.
          event.preventDefault();
          close();
        }}
      >
        <button type="button" class="icon-button" aria-label={t("closePicture")} onClick={close}>
          <CrossIcon />
        </button>
        {open && <img src={url} alt={name} />}
        <a href={`${url}&download=1`} download={name}>
          {t("download", { name })}
        </a>
      </dialog>
    </>
  );
}
