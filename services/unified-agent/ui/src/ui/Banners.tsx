import { Button, CloseButton } from "@mantine/core";
import { useEffect } from "react";
import type { Notice } from "../store/state";
import type { Translate } from "../text/translate";
import { useDesk, useDeskState, useNow } from "./DeskContext";

const SHOWN_FOR = 8_000;

export function Banners() {
  const { t } = useDesk();
  const notices = useDeskState((state) => state.notices);
  const status = useDeskState((state) => state.connection.status);
  return (
    <div className="banners">
      <p className="sr" role="status">
        {status === "waiting" ? t("offlineShort") : ""}
      </p>
      {status === "waiting" && <Offline />}
      {status === "refused" && <RefusedBanner />}
      <div className="notices" role="status">
        {notices.map((notice) => (
          <NoticeLine key={notice.id} notice={notice} />
        ))}
      </div>
    </div>
  );
}

function Offline() {
  const { desk, t } = useDesk();
  const connection = useDeskState((state) => state.connection);
  const now = useNow(500);
  if (connection.status !== "waiting") return null;
  const seconds = Math.max(0, Math.ceil((connection.retryAt - now) / 1_000));
  return (
    <div className="banner bad">
      <span aria-hidden="true">{t("offline", { seconds })}</span>
      <Button size="compact-sm" variant="default" onClick={desk.retryNow}>
        {t("retryNow")}
      </Button>
    </div>
  );
}

function RefusedBanner() {
  const { desk, t } = useDesk();
  const message = useDeskState((state) => (state.connection.status === "refused" ? state.connection.message : ""));
  return (
    <div className="banner bad" role="alert">
      <span>{t("refused", { message })}</span>
      <Button size="compact-sm" variant="default" onClick={desk.connect}>
        {t("retry")}
      </Button>
    </div>
  );
}

function words(notice: Notice, t: Translate): string {
  switch (notice.kind) {
    case "resynchronised":
      return notice.events === 1 ? t("resynchronisedOne") : t("resynchronised", { count: notice.events });
    case "error":
      return t("error", { reason: notice.reason });
    case "offerGone":
      if (notice.reasonCode === "RONA") return t("offerRona");
      return t(notice.reasonCode === "CANCELLED" ? "offerCancelled" : "offerGone");
  }
}

function NoticeLine({ notice }: { notice: Notice }) {
  const { store, t } = useDesk();
  useEffect(() => {
    const timer = setTimeout(() => {
      store.dispatch({ type: "noticeClosed", id: notice.id });
    }, SHOWN_FOR);
    return () => {
      clearTimeout(timer);
    };
  }, [store, notice]);
  return (
    <div className={`banner ${notice.kind === "error" ? "bad" : "info"}`}>
      <span>{words(notice, t)}</span>
      <CloseButton
        size="sm"
        aria-label={t("close")}
        onClick={() => {
          store.dispatch({ type: "noticeClosed", id: notice.id });
        }}
      />
    </div>
  );
}
