import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Chat } from "../chat/chat";
import type { WidgetConfig } from "../chat/model";
import type { Translate } from "../text/catalogue";
import { ClipIcon, SendIcon, SmileIcon } from "./icons";
import { filesOf } from "../files/upload";

const EMOJI = ["🙂", "😀", "😂", "😉", "😍", "🤔", "😕", "😢", "😡", "👍", "👎", "🙏", "👋", "🎉", "❤️", "✅"];
/** Below the server's 64 kB whatever the script; longer text is a document, not a message. */
const MAX_LENGTH = 4_096;

interface Props {
  chat: Chat;
  config: WidgetConfig;
  t: Translate;
  onSend: () => void;
}

export function Composer({ chat, config, t, onSend }: Props) {
  const [text, setText] = useState("");
  const [picking, setPicking] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);

  useLayoutEffect(() => {
    const element = input.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, 120)}px`;
  }, [text]);
  useLayoutEffect(() => {
    // A frame restored in the background must not take the focus from the host page.
    if (document.hasFocus()) input.current?.focus();
  }, []);

  const send = () => {
    const words = text.trim();
    if (words === "") return;
    onSend();
    chat.send(words);
    setText("");
    setPicking(false);
    input.current?.focus();
  };
  const write = (value: string) => {
    setText(value);
    chat.typed(value.trim() === "");
  };
  const insert = (emoji: string) => {
    const at = input.current?.selectionStart ?? text.length;
    write(text.slice(0, at) + emoji + text.slice(at));
    setPicking(false);
    input.current?.focus();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {picking && (
        <div class="emoji" role="group" aria-label={t("emoji")}>
          {EMOJI.map((emoji) => (
            <button
              type="button"
              key={emoji}
              onClick={() => {
                insert(emoji);
              }}
            >
              {emoji}
            </button>
          ))}
        </div>
      )}
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label={t("attach")}
        onChange={(event) => {
          onSend();
          chat.attach([...(event.currentTarget.files ?? [])]);
          // The same file may be chosen again.
          event.currentTarget.value = "";
          input.current?.focus();
        }}
      />
      <button
        type="button"
        class="icon-button"
        aria-label={t("attach")}
        title={t("attach")}
        onClick={() => {
          picker.current?.click();
        }}
      >
        <ClipIcon />
      </button>
      {config.enableEmoji && (
        <button
          type="button"
          class="icon-button"
          aria-label={t("emoji")}
          aria-expanded={picking}
          onClick={() => {
            setPicking(!picking);
          }}
        >
          <SmileIcon />
        </button>
      )}
      <textarea
        ref={input}
        rows={1}
        // Empty, the direction is the page's: "auto" would turn the placeholder around.
        dir={text === "" ? undefined : "auto"}
        maxLength={MAX_LENGTH}
        aria-label={t("messageLabel")}
        placeholder={t("messageHint")}
        value={text}
        onInput={(event) => {
          write(event.currentTarget.value);
        }}
        onPaste={(event) => {
          const files = filesOf(event.clipboardData);
          if (files.length === 0) return;
          event.preventDefault();
          onSend();
          chat.attach(files);
        }}
        onKeyDown={(event) => {
          // An input method uses Enter to choose a word; that Enter does not send.
          if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
            event.preventDefault();
            send();
          }
          if (event.key === "Escape" && picking) {
            event.preventDefault();
            setPicking(false);
          }
        }}
      />
      <button type="submit" class="send" aria-label={t("send")} title={t("send")} aria-disabled={text.trim() === ""}>
        <SendIcon />
      </button>
    </form>
  );
}
