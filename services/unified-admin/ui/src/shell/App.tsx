import { Button, Modal } from "@mantine/core";
import { Component, lazy, Suspense, useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import { signInAddress } from "../auth";
import type { KindName } from "../api/documents";
import { KINDS } from "../kinds";
import { useApp } from "../kit/AppContext";
import { Go } from "../kit/Go";
import { ListPage } from "../kit/ListPage";
import { Empty, Loading } from "../kit/States";
import { Page } from "./Page";
import { go, onLeave, useParts } from "./router";
import { Shell } from "./Shell";
import { status } from "./status";

const EditorPage = lazy(() => import("../kit/EditorPage"));
const Home = lazy(() => import("../pages/Home"));
const Roles = lazy(() => import("../pages/Roles"));
const Settings = lazy(() => import("../pages/Settings"));
const Skills = lazy(() => import("../pages/skills/Skills"));
const Rules = lazy(() => import("../pages/rules/Rules"));
const Audit = lazy(() => import("../pages/audit/Audit"));
const Security = lazy(() => import("../pages/security/Security"));
const ChannelEvents = lazy(() => import("../accounts/ChannelEvents"));
const Connect = lazy(() => import("../pages/connect/Connect"));
const Ledger = lazy(() => import("../pages/ledger/Ledger"));
const Way = lazy(() => import("../pages/ledger/Way"));
const Quarantine = lazy(() => import("../pages/files/Quarantine"));
const RoutingSettings = lazy(() => import("../pages/routing/RoutingSettings"));
const Why = lazy(() => import("../pages/routing/Why"));
const Explanation = lazy(() => import("../pages/routing/Explanation"));
const WebChannel = lazy(() => import("../pages/web-channel/WebChannel"));

/** Kinds whose documents the guided way makes all at once. */
const CONNECTABLE: ReadonlySet<string> = new Set(["channels", "connectors", "providers"]);
const SAID_FOR = 4_000;

export function App({ renew }: { renew: () => void }) {
  const { user, t, signOut } = useApp();
  const { reached, signedOut } = useSyncExternalStore(status.subscribe, status.get);
  const [place] = useParts();
  if (!user.roles.includes("admin") && place === "security") {
    return (
      <main className="lone-page">
        <Button component="a" variant="default" href="/unified-agent/">
          {t("toDesk")}
        </Button>
        <Guarded>
          <Suspense fallback={<Loading />}>
            <Security />
          </Suspense>
        </Guarded>
        <Said />
      </main>
    );
  }
  if (!user.roles.includes("admin")) {
    return (
      <main className="lonely">
        <Empty title={t("notForYou")} text={t("notForYouHint", { name: user.name })}>
          <Button component="a" href="/unified-agent/">
            {t("toDesk")}
          </Button>
          <Button variant="subtle" color="gray" onClick={signOut}>
            {t("signOut")}
          </Button>
        </Empty>
      </main>
    );
  }
  return (
    <Shell
      banner={
        <>
          {!reached && (
            <div className="banner" role="alert">
              <span className="grow">{t("offline")}</span>
              <Button size="xs" variant="default" onClick={renew}>
                {t("retry")}
              </Button>
            </div>
          )}
          {signedOut && (
            <div className="banner" role="alert">
              <span className="grow">{t("sessionOver")}</span>
              <Button size="xs" component="a" href={signInAddress("/unified-admin/")} target="_blank" rel="noreferrer">
                {t("signInAgain")}
              </Button>
              <Button size="xs" variant="default" onClick={renew}>
                {t("iAmBack")}
              </Button>
            </div>
          )}
        </>
      }
    >
      <Guarded>
        <Suspense fallback={<Loading />}>
          <CurrentPage />
        </Suspense>
      </Guarded>
      <Said />
      <Leaving />
    </Shell>
  );
}

function CurrentPage() {
  const { t } = useApp();
  const [first, second, third] = useParts();
  switch (first) {
    case undefined:
      return <Home />;
    case "roles":
      return <Roles />;
    case "skills":
      return <Skills />;
    case "rules":
      return <Rules />;
    case "audit":
      return <Audit />;
    case "security":
      return <Security />;
    case "quarantine":
      return <Quarantine />;
    case "why":
      return second === undefined ? <Why /> : <Explanation key={second} id={second} />;
    case "ledger":
      return second === undefined ? <Ledger /> : <Way key={second} id={second} />;
    case "routing-settings":
      return <RoutingSettings />;
    case "settings":
      if (second === undefined) return <Settings />;
      break;
    case "channels":
      if (second === "new-web") return <WebChannel />;
      if (second === "connect") return <Connect />;
      if (second !== undefined && third === "events") return <ChannelEvents id={second} />;
  }
  const kind = first in KINDS ? KINDS[first as KindName] : undefined;
  if (!kind || first === "agents") {
    return (
      <Page title={t("noPage")}>
        <Empty title={t("noPage")} text={t("noPageHint")}>
          <Go to="">{t("home")}</Go>
        </Empty>
      </Page>
    );
  }
  if (second === undefined) return <ListPage key={kind.name} kind={kind} actions={CONNECTABLE.has(first) && <Go to="channels/connect">{t("connectAccount")}</Go>} />;
  return <EditorPage key={`${kind.name}/${second}`} kind={kind} id={second === "new" ? null : second} />;
}

/** What was just done, for eyes and for screen readers. */
function Said() {
  const { said } = useSyncExternalStore(status.subscribe, status.get);
  const [hidden, hide] = useState(0);
  const at = said?.at ?? 0;
  useEffect(() => {
    if (at === 0) return undefined;
    const timer = setTimeout(() => {
      hide(at);
    }, SAID_FOR);
    return () => {
      clearTimeout(timer);
    };
  }, [at]);
  return (
    <div className="said-place" role="status">
      {said && hidden !== said.at && <p className="said">{said.text}</p>}
    </div>
  );
}

/** Unsaved changes: stay, or leave them. */
function Leaving() {
  const { t } = useApp();
  const [goOn, setGoOn] = useState<(() => void) | null>(null);
  useEffect(() => {
    onLeave((leave) => {
      setGoOn(() => leave);
    });
  }, []);
  if (!goOn) return null;
  const stay = () => {
    setGoOn(null);
  };
  return (
    <Modal opened onClose={stay} title={t("leaveTitle")} centered closeButtonProps={{ "aria-label": t("close") }}>
      <p>{t("leaveText")}</p>
      <div className="dialog-actions">
        <Button
          variant="default"
          onClick={() => {
            setGoOn(null);
            goOn();
          }}
        >
          {t("leave")}
        </Button>
        <Button onClick={stay} data-autofocus>
          {t("stay")}
        </Button>
      </div>
    </Modal>
  );
}

/** A page that breaks leaves the rest usable. */
class Guarded extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError = () => ({ broken: true });
  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useApp();
  return (
    <div className="empty" role="alert">
      <h1>{t("failedTitle")}</h1>
      <Button
        onClick={() => {
          go("", { force: true });
          location.reload();
        }}
      >
        {t("home")}
      </Button>
    </div>
  );
}
