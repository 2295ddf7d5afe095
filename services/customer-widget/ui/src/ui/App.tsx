import { useEffect, useState } from "preact/hooks";
import type { Chat } from "../chat/chat";
import type { WidgetConfig } from "../chat/model";
import { unread } from "../chat/timeline";
import { framed, hearHost, tellHost } from "../host";
import type { Language, Translate } from "../text/catalogue";
import { Banner } from "./Banner";
import { Conversation } from "./Conversation";
import { Header } from "./Header";
import { Closed, StartForm } from "./StartForm";
import type { ChatView } from "../chat/view";

interface Props {
  chat: Chat;
  config: WidgetConfig;
  language: Language;
  t: Translate;
  known: Record<string, string>;
}

export function App({ chat, config, language, t, known }: Props) {
  const [view, setView] = useState<ChatView>(chat.view);
  const [panelOpen, setPanelOpen] = useState(!framed);
  const [confirming, setConfirming] = useState(false);
  const { phase, endReason } = view;

  useEffect(() => {
    chat.subscribe(setView);
    hearHost((message) => {
      if (message.type === "open" || message.type === "closed") setPanelOpen(message.type === "open");
      if (message.type === "open") document.querySelector<HTMLElement>("textarea, form input")?.focus();
    });
  }, [chat]);

  useEffect(() => {
    const look = () => {
      chat.look(panelOpen && document.visibilityState === "visible");
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
    };
  }, [chat, panelOpen]);

  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      if (confirming) setConfirming(false);
      else tellHost({ type: "close" });
    };
    addEventListener("keydown", close);
    return () => {
      removeEventListener("keydown", close);
    };
  }, [confirming]);

  const count = unread(view.timeline, view.seenSeq);
  const live = phase === "live" || phase === "starting";
  useEffect(() => {
    tellHost({ type: "unread", count });
  }, [count]);
  useEffect(() => {
    if (phase !== "loading") tellHost({ type: "live", live });
  }, [live, phase]);
  useEffect(() => {
    if (phase !== "live") setConfirming(false);
    if (phase === "live") tellHost({ type: "event", name: "chatStarted" });
    if (phase === "ended") tellHost({ type: "event", name: "chatEnded", data: { reason: endReason } });
  }, [phase, endReason]);

  // Outside the hours nothing new begins; what goes on is not cut off.
  const closed = config.open === false && phase === "form";
  const inChat = phase === "live" || phase === "ended";
  return (
    <div class="panel">
      <Header
        config={config}
        t={t}
        canEnd={phase === "live"}
        onEnd={() => {
          setConfirming(true);
        }}
      />
      <div class="stage">
        <Banner
          view={view}
          t={t}
          retry={() => {
            chat.reconnect();
          }}
        />
        {inChat ? (
          <Conversation
            chat={chat}
            view={view}
            config={config}
            language={language}
            t={t}
            confirming={confirming && phase === "live"}
            setConfirming={setConfirming}
          />
        ) : closed ? (
          <Closed text={config.offlineMessage || t("closed")} t={t} />
        ) : (
          <StartForm chat={chat} view={view} config={config} t={t} known={known} />
        )}
      </div>
    </div>
  );
}
