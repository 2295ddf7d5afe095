import { Button, Menu } from "@mantine/core";
import { useState } from "react";
import type { Thread } from "../../store/thread";
import { useDesk } from "../DeskContext";
import { Down, People } from "../icons";
import { TransferDialog } from "../thread/TransferDialog";

/** Advice, or a third party: the agent keeps the conversation. */
export function AssistMenu({ thread }: { thread: Thread }) {
  const { t } = useDesk();
  const [asking, setAsking] = useState<"consult" | "conference" | null>(null);
  return (
    <>
      <Menu withInitialFocusPlaceholder={false} position="bottom-end" width={280}>
        <Menu.Target>
          <Button variant="default" size="compact-sm" leftSection={<People size={14} />} rightSection={<Down size={14} />}>
            {t("colleagues")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            onClick={() => {
              setAsking("consult");
            }}
          >
            {t("consult")}
          </Menu.Item>
          <Menu.Label>{t("consultHint")}</Menu.Label>
          <Menu.Item
            onClick={() => {
              setAsking("conference");
            }}
          >
            {t("conference")}
          </Menu.Item>
          <Menu.Label>{t("conferenceHint")}</Menu.Label>
        </Menu.Dropdown>
      </Menu>
      {asking && (
        <TransferDialog
          kind={asking}
          conversationId={thread.conversation.id}
          mrdId={thread.task?.mrdId ?? null}
          close={() => {
            setAsking(null);
          }}
        />
      )}
    </>
  );
}
