import { Button } from "@mantine/core";
import { useState } from "react";
import { useDesk, useDeskState } from "../DeskContext";
import { Gallery, Rows } from "../icons";
import { Lists } from "../pull/Lists";

/** Where else an agent can go: the lists, and the board for those who lead. */
export function Places({ board, toggleBoard }: { board: boolean; toggleBoard: () => void }) {
  const { t } = useDesk();
  const leads = useDeskState((state) => state.me?.roles.some((role) => role === "supervisor" || role === "admin") ?? false);
  const [lists, setLists] = useState(false);
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        leftSection={<Rows size={16} />}
        onClick={() => {
          setLists(true);
        }}
      >
        {t("lists")}
      </Button>
      {leads && (
        <Button variant={board ? "light" : "subtle"} color={board ? "blue" : "gray"} size="compact-sm" leftSection={<Gallery size={16} />} aria-pressed={board} onClick={toggleBoard}>
          {t("board")}
        </Button>
      )}
      {lists && (
        <Lists
          close={() => {
            setLists(false);
          }}
        />
      )}
    </>
  );
}
