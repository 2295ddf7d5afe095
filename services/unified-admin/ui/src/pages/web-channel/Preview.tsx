import { SegmentedControl } from "@mantine/core";
import { directionOf, pickLanguage, translator, wordsOf } from "@switchboard/customer-widget/text";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { createPortal } from "react-dom";
// The widget's own sheet and colours: what is seen here is what customers get, before anything is saved.
import sheet from "@switchboard/customer-widget/styles?inline";
import { applyTheme, primaryOf, schemeOf } from "@switchboard/customer-widget/theme";
import type { WidgetConfig } from "../../api/documents";
import { useApp } from "../../kit/AppContext";

/** In a shadow root there is no page: what the sheet says of the page is said of the frame around the preview. */
const css = sheet
  .replace(/:root\[([^\]]+)\]/g, ":host([$1])")
  .replaceAll(":root", ":host")
  .replace(/(^|[\s,}])(html|body)(?=[\s,{])/g, "$1.page-$2");

type Scene = "form" | "chat" | "closed";
type Words = ReturnType<typeof translator>;

export function Preview({ widget }: { widget: WidgetConfig }) {
  const { t, language } = useApp();
  const host = useRef<HTMLDivElement>(null);
  const [root, setRoot] = useState<ShadowRoot | null>(null);
  const [scene, setScene] = useState<Scene>("form");
  const primary = widget.theme.primary;
  const dark = widget.theme.dark;
  const spoken = pickLanguage(widget.language === "auto" ? language : widget.language, language);
  const [words, setWords] = useState<{ language: typeof spoken; t: Words } | null>(null);
  useEffect(() => {
    let left = false;
    void wordsOf(spoken).then((loaded) => {
      if (!left) setWords({ language: spoken, t: translator(loaded) });
    });
    return () => {
      left = true;
    };
  }, [spoken]);

  useEffect(() => {
    if (!host.current) return;
    const shadow = host.current.shadowRoot ?? host.current.attachShadow({ mode: "open" });
    const own = new CSSStyleSheet();
    own.replaceSync(css);
    shadow.adoptedStyleSheets = [own];
    setRoot(shadow);
  }, []);
  useEffect(() => {
    if (!host.current) return;
    applyTheme(primaryOf(primary), host.current);
    host.current.dataset.scheme = schemeOf(dark, matchMedia("(prefers-color-scheme: dark)").matches);
  }, [primary, dark]);

  return (
    <section className="card quiet preview" aria-label={t("preview")}>
      <div className="row-head">
        <h2 className="grow">{t("preview")}</h2>
        <SegmentedControl
          size="xs"
          aria-label={t("preview")}
          value={scene}
          data={[
            { value: "form", label: t("previewForm") },
            { value: "chat", label: t("previewChat") },
            { value: "closed", label: t("previewClosed") },
          ]}
          onChange={(next) => setScene(next)}
        />
      </div>
      <div ref={host} className="preview-frame" inert />
      {root &&
        words &&
        createPortal(
          <div className="page-body fill" lang={words.language} dir={directionOf(words.language)}>
            <Panel widget={widget}>
              {scene === "form" && <StartScene widget={widget} words={words.t} />}
              {scene === "chat" && <ChatScene widget={widget} words={words.t} />}
              {scene === "closed" && (
                <div className="notice">
                  <p dir="auto">{widget.offlineMessage || words.t("closed")}</p>
                </div>
              )}
            </Panel>
          </div>,
          root,
        )}
    </section>
  );
}

function Panel({ widget, children }: { widget: WidgetConfig; children: ReactNode }) {
  return (
    <div className="panel">
      <div className="header">
        {widget.logo ? <img className="logo" src={widget.logo} alt="" /> : <span className="logo">{(widget.logoText || widget.title).slice(0, 2)}</span>}
        <div className="titles">
          <h1>{widget.title || " "}</h1>
          {widget.subTitle !== "" && <p>{widget.subTitle}</p>}
        </div>
      </div>
      <div className="stage">{children}</div>
    </div>
  );
}

interface SceneProps {
  widget: WidgetConfig;
  words: Words;
}

function StartScene({ widget, words }: SceneProps) {
  return (
    <div className="start">
      <form>
        <h2>{widget.form?.title ?? words("startTitle")}</h2>
        {(widget.form?.fields ?? []).map((field, n) => (
          <div className="field" key={n}>
            <label>
              {field.label}
              {!field.required && <span className="faint"> ({words("optional")})</span>}
              <input type="text" readOnly tabIndex={-1} />
            </label>
            <p className="error" />
          </div>
        ))}
        {widget.consentText !== "" && (
          <div className="consent">
            <p dir="auto">{widget.consentText}</p>
            <label>
              <input type="checkbox" readOnly checked={false} tabIndex={-1} />
              {words("agree")}
            </label>
            <p className="error" />
          </div>
        )}
        <button type="button" className="button wide" tabIndex={-1}>
          {words("start")}
        </button>
      </form>
    </div>
  );
}

function ChatScene({ widget, words }: SceneProps) {
  const { t } = useApp();
  const lines: readonly (readonly [own: boolean, text: string])[] = [
    [false, t("previewBot")],
    [true, t("previewCustomer")],
    [false, t("previewAgent")],
  ];
  return (
    <div className="conversation">
      <div className="scroller">
        <ul className="messages">
          {lines.map(([own, text]) => (
            <li key={text} className={`message first ${own ? "own" : "other"}`}>
              <span className={own ? "hidden" : "who"}>{words("agent")}</span>
              <span className="bubble" dir="auto">
                {text}
              </span>
            </li>
          ))}
        </ul>
      </div>
      <div className="composer">
        {widget.enableEmoji && <span className="icon-button">☺</span>}
        <textarea rows={1} readOnly tabIndex={-1} placeholder={words("messageHint")} aria-label={words("messageLabel")} />
        <button type="button" className="send" tabIndex={-1} aria-label={words("send")}>
          <svg viewBox="0 0 20 20" width="20" height="20" className="icon" aria-hidden="true">
            <path d="M3 10l14-6.5L13.500 17 10 11.500z M10 11.500L17 3.500" />
          </svg>
        </button>
      </div>
    </div>
  );
}
