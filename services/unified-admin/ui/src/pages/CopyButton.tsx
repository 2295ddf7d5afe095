import { Button } from "@mantine/core";
import { useState } from "react";
import { useApp } from "../kit/AppContext";
import { Check, Copy } from "../shell/icons";

export function CopyButton({ text, label }: { text: string; label: string }) {
  const { t, say } = useApp();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      say(t("copied"));
    } catch {
      // Not every browser allows it; the text beside the button is there to be selected.
      say(t("copyFailed"));
    }
  };
  return (
    <Button variant="light" leftSection={copied ? <Check size={16} /> : <Copy size={16} />} onClick={() => void copy()}>
      {copied ? t("copied") : label}
    </Button>
  );
}
