import type { Chosen } from "../files/uploads";
import { fileSize } from "../text/sizes";
import type { Language, Translate } from "../text/catalogue";
import { CrossIcon, FileIcon } from "./icons";

interface Props {
  uploads: readonly Chosen[];
  language: Language;
  t: Translate;
  remove: (id: string) => void;
}

/** Chosen files above the composer: how far they are, or why they are not sent. */
export function OnTheirWay({ uploads, language, t, remove }: Props) {
  return (
    <ul class="uploads" aria-label={t("filesOnTheirWay")}>
      {uploads.map(({ id, name, size, progress, preview, problem }) => (
        <li key={id} class={problem === null ? "" : "problem"}>
          {preview === null || problem !== null ? <FileIcon /> : <img src={preview} alt="" />}
          <span class="what">
            <bdi>{name}</bdi>
            {problem === null ? (
              <progress value={progress} max={1} aria-label={`${name}, ${fileSize(size, language)}`} />
            ) : (
              <small role="alert">{t(problem)}</small>
            )}
          </span>
          <button
            type="button"
            class="icon-button"
            aria-label={t("cancelFile", { name })}
            onClick={() => {
              remove(id);
            }}
          >
            <CrossIcon />
          </button>
        </li>
      ))}
    </ul>
  );
}
