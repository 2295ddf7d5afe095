import type { AttachmentView } from "@switchboard/customer-widget/messages";
import { fileSize, fitted } from "@switchboard/customer-widget/text";
import { useDesk } from "../DeskContext";
import { Clip } from "../icons";
import { openGallery } from "./gallery";
import { VoiceNote } from "./VoiceNote";

/** A picture, something to play, or a file to save; only what has a link of our own is fetched. */
export function Attachment({ attachment, id }: { attachment: AttachmentView; id: string }) {
  const { t } = useDesk();
  const { url, thumbnail, type, name } = attachment;
  if (url !== null && thumbnail !== null) {
    return (
      <button
        type="button"
        className="picture"
        aria-label={t("openPicture", { name })}
        onClick={() => {
          openGallery(id);
        }}
      >
        <img src={thumbnail} alt={name} {...fitted(attachment, 280, 220)} loading="lazy" />
      </button>
    );
  }
  if (url !== null && type.startsWith("audio/")) {
    return (
      <VoiceNote attachment={attachment} url={url}>
        <Named attachment={attachment} />
      </VoiceNote>
    );
  }
  // eslint-disable-next-line jsx-a11y/media-has-caption -- nobody has written down what a customer says
  if (url !== null && type.startsWith("video/")) return <video className="media" controls preload="metadata" src={url} aria-label={name} />;
  return <Named attachment={attachment} />;
}

export function Named({ attachment }: { attachment: AttachmentView }) {
  const { t, language } = useDesk();
  const { url, name, type, size } = attachment;
  const facts = (
    <>
      <Clip />
      <span>
        <span className="sr">{t("attachment")}: </span>
        <bdi>{name}</bdi>
        <small>
          {type}
          {size !== null && ` · ${fileSize(size, language)}`}
        </small>
      </span>
    </>
  );
  if (url === null) return <span className="bubble attachment">{facts}</span>;
  return (
    <a className="bubble attachment" href={`${url}&download=1`} download={name} title={t("download", { name })}>
      {facts}
    </a>
  );
}
