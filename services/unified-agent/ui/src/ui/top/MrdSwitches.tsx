import { Switch, Tooltip } from "@mantine/core";
import type { Mrd } from "../../store/model";
import type { Key } from "../../text/translate";
import { useAction, useDesk, useDeskState } from "../DeskContext";
import { Alert, Bell, Check, Clock, Door, Dot, Minus, Pause } from "../icons";

const STATES: Record<string, { word: Key; Icon: typeof Check } | undefined> = {
  READY: { word: "mrdReady", Icon: Check },
  ACTIVE: { word: "mrdActive", Icon: Dot },
  BUSY: { word: "mrdBusy", Icon: Alert },
  RESERVED: { word: "mrdReserved", Icon: Bell },
  NOT_READY: { word: "mrdNotReady", Icon: Minus },
  PENDING_NOT_READY: { word: "mrdPending", Icon: Clock },
  INTERRUPTED: { word: "mrdInterrupted", Icon: Pause },
  LOGOUT: { word: "mrdLogout", Icon: Door },
};
const OFF = new Set(["NOT_READY", "PENDING_NOT_READY", "LOGOUT"]);

export function MrdSwitches() {
  const { t } = useDesk();
  const mrds = useDeskState((state) => state.presence?.mrds);
  const loggedOut = useDeskState((state) => state.presence?.state === "LOGOUT");
  if (!mrds || mrds.length === 0) return null;
  return (
    <ul className="mrds" aria-label={t("stateMedia")}>
      {mrds.map((mrd) => (
        <MrdSwitch key={mrd.mrdId} mrd={mrd} disabled={loggedOut} />
      ))}
    </ul>
  );
}

function MrdSwitch({ mrd, disabled }: { mrd: Mrd; disabled: boolean }) {
  const { desk, t } = useDesk();
  const { busy, run } = useAction();
  const { word, Icon } = STATES[mrd.state] ?? { word: null, Icon: Dot };
  const name = word === null ? mrd.state : t(word);
  const on = !OFF.has(mrd.state);
  const why = mrd.reason === "RONA" ? ` – ${t("reasonRona")}` : "";
  return (
    <li className="mrd" data-state={mrd.state}>
      <Tooltip label={`${mrd.name}: ${name}${why} · ${t("mrdLoad", { load: mrd.load, max: mrd.max })}`}>
        <Switch
          size="sm"
          checked={on}
          disabled={disabled || busy}
          onChange={() => void run(() => desk.setMrd(mrd.mrdId, on ? "NOT_READY" : "READY"))}
          label={
            <span className="mrd-label">
              {mrd.name}
              <span className="mrd-state">
                <Icon size={14} />
                {name}
              </span>
            </span>
          }
        />
      </Tooltip>
    </li>
  );
}
