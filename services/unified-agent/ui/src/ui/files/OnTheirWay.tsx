import { fileSize } from "@switchboard/customer-widget/text";
import { useSyncExternalStore } from "react";
import { useDesk } from "../DeskContext";
import { Clip, Close } from "../icons";

/** Chosen files above the composer: how far they are, or why they are not sent. */
export function OnTheirWay({ conversationId }: { conversationId: string }) {
  const { uploads, t, language } = useDesk();
  const list = useSyncExternalStore(uploads.subscribe, () => uploads.of(conversationId));
  if (list.length === 0) return null;
  return (
    <ul className="uploads" aria-label={t("filesOnTheirWay")}>
      {list.map(({ id, name, size, progress, preview, problem, refusal }) => (
        <li key={id} data-problem={problem !== null || refusal !== undefined}>
          {preview === null || problem !== null ? <Clip /> : <img src={preview} alt="" />}
          <span className="what">
            <bdi>{name}</bdi>
            {refusal !== undefined ? (
              <small role="alert">{t(refusal.key, { most: refusal.key === "fileTooLargeHere" ? fileSize(refusal.most, language) : "" })}</small>
            ) : problem === null ? (
              <progress value={progress} max={1} aria-label={`${name}, ${fileSize(size, language)}`} />
            ) : (
              <small role="alert">{t(problem)}</small>
            )}
          </span>
          <button
            type="button"
            aria-label={t("cancelFile", { name })}
            onClick={() => {
              uploads.remove(conversationId, id);
            }}
          >
            <Close />
          </button>
        </li>
      ))}
    </ul>
  );
}
