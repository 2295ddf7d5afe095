import { ActionIcon } from "@mantine/core";
import type { Connection } from "../../store/state";
import type { Key } from "../../text/translate";
import { useDesk, useDeskState } from "../DeskContext";
import { Alert, Check, Clock, Panel, Search } from "../icons";
import { OPEN_PALETTE } from "../palette/events";
import { MrdSwitches } from "./MrdSwitches";
import { Places } from "./Places";
import { Settings } from "./Settings";
import { StateControl } from "./StateControl";

interface Props {
  details: boolean;
  toggleDetails: () => void;
  board: boolean;
  toggleBoard: () => void;
}

export function TopBar({ details, toggleDetails, board, toggleBoard }: Props) {
  const { t } = useDesk();
  const me = useDeskState((state) => state.me);
  const status = useDeskState((state) => state.connection.status);
  return (
    <header className="top">
      <span className="brand">
        <span className="logo" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
        {t("product")}
      </span>
      <ConnectionState status={status} />
      <span className="grow" />
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        aria-label={t("palette")}
        title={`${t("palette")} (Ctrl K)`}
        onClick={() => {
          dispatchEvent(new Event(OPEN_PALETTE));
        }}
      >
        <Search />
      </ActionIcon>
      <Places board={board} toggleBoard={toggleBoard} />
      <MrdSwitches />
      <StateControl />
      {me && <span className="me">{me.name}</span>}
      <ActionIcon
        className="details-toggle"
        variant="subtle"
        color="gray"
        size={36}
        aria-label={t("context")}
        title={t("context")}
        aria-expanded={details}
        onClick={toggleDetails}
      >
        <Panel />
      </ActionIcon>
      <Settings />
    </header>
  );
}

function ConnectionState({ status }: { status: Connection["status"] }) {
  const { t } = useDesk();
  const word: Key = status === "online" ? "online" : status === "connecting" ? "connecting" : "offlineShort";
  const Icon = status === "online" ? Check : status === "connecting" ? Clock : Alert;
  return (
    <span className="connection" data-status={status}>
      <Icon size={14} />
      {t(word)}
    </span>
  );
}
