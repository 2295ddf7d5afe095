import { useMemo } from "react";
import type { Thread } from "../../store/thread";
import { useDesk } from "../DeskContext";
import { Named } from "./Attachment";
import { filesOf, isPicture, openGallery } from "./gallery";

/** All files of the conversation that are held, beside it. */
export function Gallery({ thread }: { thread: Thread }) {
  const { t } = useDesk();
  const files = useMemo(() => filesOf(thread), [thread]);
  const pictures = files.filter(isPicture);
  if (files.length === 0) return null;
  return (
    <section>
      <h3>{t("files")}</h3>
      {pictures.length > 0 && (
        <ul className="gallery">
          {pictures.map(({ id, attachment }) => (
            <li key={id}>
              <button
                type="button"
                aria-label={t("openPicture", { name: attachment.name })}
                onClick={() => {
                  openGallery(id);
                }}
              >
                <img src={attachment.thumbnail ?? ""} alt={attachment.name} loading="lazy" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <ul className="plain gallery-files">
        {files
          .filter((file) => !isPicture(file))
          .map(({ id, attachment }) => (
            <li key={id}>
              <Named attachment={attachment} />
            </li>
          ))}
      </ul>
    </section>
  );
}
