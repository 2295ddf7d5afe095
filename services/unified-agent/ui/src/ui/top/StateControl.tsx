import { Button, Menu } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Reason } from "../../net/api";
import type { Presence } from "../../store/model";
import { clock } from "../../text/time";
import type { Translate } from "../../text/translate";
import { useAction, useDesk, useDeskState, useNow } from "../DeskContext";
import { Check, Door, Down, Minus } from "../icons";

const NAMES = { READY: "ready", NOT_READY: "notReady", LOGOUT: "logout" } as const;

/** The reason carries a code on the wire and a name for people; RONA is the system's own. */
function reasonName(presence: Presence, reasons: readonly Reason[], t: Translate): string | null {
  if (presence.reason === null || presence.reason === "") return null;
  if (presence.reason === "RONA") return t("reasonRona");
  return reasons.find((reason) => reason.code === presence.reason)?.name ?? presence.reason;
}

export function StateControl() {
  const { api, desk, t } = useDesk();
  const presence = useDeskState((state) => state.presence);
  const now = useNow();
  const { busy, run } = useAction();
  const [reasons, setReasons] = useState<Reason[]>([]);
  useEffect(() => {
    api.reasons().then(setReasons, () => undefined);
  }, [api]);

  if (!presence) return null;
  const { state } = presence;
  const reason = reasonName(presence, reasons, t);
  const label = t(NAMES[state]) + (reason && state !== "READY" ? `: ${reason}` : "");
  const timer = clock(now - Date.parse(presence.stateSince));
  const of = (type: Reason["type"]) => reasons.filter((item) => item.type === type);
  return (
    <Menu withInitialFocusPlaceholder={false} position="bottom-end" width={280}>
      <Menu.Target>
        <Button
          variant="default"
          className="state-button"
          data-state={state}
          loading={busy}
          leftSection={<StateIcon state={state} />}
          rightSection={<Down size={14} />}
        >
          <span className="sr">{t("yourState")} </span>
          <span className="state-name">{label}</span>
          <span className="timer">{timer}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Check />} onClick={() => void run(() => desk.setState("READY"))}>
          {t("ready")}
        </Menu.Item>
        <Menu.Divider />
        {of("NOT_READY").length === 0 && (
          <Menu.Item leftSection={<Minus />} onClick={() => void run(() => desk.setState("NOT_READY"))}>
            {t("notReady")}
          </Menu.Item>
        )}
        {of("NOT_READY").map((item) => (
          <Menu.Item key={item.id} leftSection={<Minus />} onClick={() => void run(() => desk.setState("NOT_READY", item.code))}>
            {t("notReadyBecause", { reason: item.name })}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {of("LOGOUT").length === 0 && (
          <Menu.Item leftSection={<Door />} onClick={() => void run(() => desk.setState("LOGOUT"))}>
            {t("logout")}
          </Menu.Item>
        )}
        {of("LOGOUT").map((item) => (
          <Menu.Item key={item.id} leftSection={<Door />} onClick={() => void run(() => desk.setState("LOGOUT", item.code))}>
            {t("logOutBecause", { reason: item.name })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function StateIcon({ state }: { state: Presence["state"] }) {
  if (state === "READY") return <Check />;
  return state === "NOT_READY" ? <Minus /> : <Door />;
}
