import { useEffect, useMemo, useRef, useState } from "react";
import type { Thread } from "../../store/thread";
import { timeOf } from "../../text/time";
import { useDesk } from "../DeskContext";
import { Arrow, Back, Close } from "../icons";
import { filesOf, isPicture, neighbour, onOpen, type GalleryFile } from "./gallery";

/** One picture of the conversation, large over everything, and the way to the others. */
export function Pictures({ thread }: { thread: Thread }) {
  const pictures = useMemo(() => filesOf(thread).filter(isPicture), [thread]);
  const [open, setOpen] = useState<string | null>(null);
  useEffect(() => onOpen(setOpen), []);
  if (open === null) return null;
  return (
    <Lightbox
      pictures={pictures}
      id={open}
      show={setOpen}
      close={() => {
        setOpen(null);
      }}
    />
  );
}

interface LightboxProps {
  pictures: readonly GalleryFile[];
  id: string;
  show: (id: string) => void;
  close: () => void;
}

function Lightbox({ pictures, id, show, close }: LightboxProps) {
  const { t, language } = useDesk();
  const dialog = useRef<HTMLDialogElement>(null);
  const picture = pictures.find((one) => one.id === id);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  useEffect(() => {
    // Erased meanwhile.
    if (!picture) close();
  }, [picture, close]);
  if (!picture) return null;
  const { name, url } = picture.attachment;
  const step = (by: 1 | -1) => {
    show(neighbour(pictures, id, by));
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a click beside the picture closes it, as Escape does
    <dialog
      ref={dialog}
      className="lightbox"
      aria-label={name}
      onClose={close}
      onClick={(event) => {
        if (event.target === dialog.current) close();
      }}
      onKeyDown={(event) => {
        // Ahead is where reading goes on: left in Arabic.
        const ahead = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
        if (event.key === "ArrowLeft" || event.key === "ArrowRight") step(event.key === ahead ? 1 : -1);
      }}
    >
      <header>
        <bdi>{name}</bdi>
        <small>
          {picture.who} · <time dateTime={picture.at}>{timeOf(picture.at, language)}</time>
        </small>
        <a href={`${url}&download=1`} download={name}>
          {t("download", { name })}
        </a>
        <button type="button" aria-label={t("closePicture")} onClick={close}>
          <Close />
        </button>
      </header>
      <img src={url} alt={name} />
      {pictures.length > 1 && (
        <footer>
          <button
            type="button"
            aria-label={t("previousPicture")}
            onClick={() => {
              step(-1);
            }}
          >
            <Back />
          </button>
          <button
            type="button"
            aria-label={t("nextPicture")}
            onClick={() => {
              step(1);
            }}
          >
            <Arrow />
          </button>
        </footer>
      )}
    </dialog>
  );
}
