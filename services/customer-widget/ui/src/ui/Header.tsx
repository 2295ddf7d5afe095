import type { WidgetConfig } from "../chat/model";
import { framed, tellHost } from "../host";
import type { Translate } from "../text/catalogue";
import { CloseIcon, EndIcon } from "./icons";

interface Props {
  config: WidgetConfig;
  t: Translate;
  canEnd: boolean;
  onEnd: () => void;
}

export function Header({ config, t, canEnd, onEnd }: Props) {
  return (
    <header class="header">
      {config.logo ? (
        <img class="logo" src={config.logo} alt="" />
      ) : (
        <span class="logo" aria-hidden="true">
          {(config.logoText || config.title).slice(0, 2)}
        </span>
      )}
      <div class="titles">
        <h1>{config.title}</h1>
        {config.subTitle && <p>{config.subTitle}</p>}
      </div>
      {canEnd && (
        <button type="button" class="icon-button" onClick={onEnd} aria-label={t("end")} title={t("end")}>
          <EndIcon />
        </button>
      )}
      {framed && (
        <button
          type="button"
          class="icon-button"
          aria-label={t("minimise")}
          title={t("minimise")}
          onClick={() => {
            tellHost({ type: "close" });
          }}
        >
          <CloseIcon />
        </button>
      )}
    </header>
  );
}
