import { Button, Modal } from "@mantine/core";
import { useSyncExternalStore } from "react";
import type { BoardQueue, WaitingRequest } from "../../net/live";
import { clock } from "../../text/time";
import { useAction, useDesk, useNow } from "../DeskContext";
import { ChannelIcon } from "../list/ChannelIcon";

/** What waits in the agent’s lists, live; one click takes it. */
export function Lists({ close }: { close: () => void }) {
  const { desk, t } = useDesk();
  const lists = useSyncExternalStore(desk.live.watchLists, desk.live.lists);
  return (
    <Modal opened size="lg" lockScroll={false} title={t("listsTitle")} onClose={close} closeButtonProps={{ "aria-label": t("close") }}>
      {lists === null && <p role="status">{t("loading")}</p>}
      {lists?.length === 0 && <p className="faint">{t("listsNone")}</p>}
      {lists?.map((list) => (
        <PullList key={list.id} list={list} close={close} />
      ))}
    </Modal>
  );
}

function PullList({ list, close }: { list: BoardQueue; close: () => void }) {
  const { t } = useDesk();
  return (
    <section className="pull-list" aria-label={list.name}>
      <h3>
        <bdi>{list.name}</bdi> <span className="badge">{list.waiting}</span>
      </h3>
      {list.requests.length === 0 && <p className="faint">{t("listsEmpty")}</p>}
      <ol>
        {list.requests.map((request) => (
          <Entry key={request.id} request={request} close={close} />
        ))}
      </ol>
      {list.waiting > list.requests.length && <p className="faint">{t("boardMoreWaiting", { count: list.waiting - list.requests.length })}</p>}
    </section>
  );
}

function Entry({ request, close }: { request: WaitingRequest; close: () => void }) {
  const { store, desk, t } = useDesk();
  const { busy, run } = useAction();
  const now = useNow();
  const name = request.customerName || t("anonymous");
  const fetch = () => {
    void run(() => desk.fetchRequest(request.id)).then((done) => {
      if (!done) return;
      store.dispatch({ type: "selected", conversationId: request.conversationId });
      close();
    });
  };
  return (
    <li className="board-request">
      <ChannelIcon type={request.channelType} />
      <bdi className="board-name">{name}</bdi>
      <span className="timer faint">{clock(now - Date.parse(request.enqueuedAt))}</span>
      <span className="grow" />
      <Button size="compact-sm" loading={busy} aria-label={t("listsFetchOf", { name })} onClick={fetch}>
        {t("listsFetch")}
      </Button>
    </li>
  );
}
