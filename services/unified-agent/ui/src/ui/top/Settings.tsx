import { ActionIcon, Kbd, Menu, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { useState } from "react";
import { isMuted, setMuted } from "../../alerts/sound";
import type { Key, Language } from "../../text/translate";
import { useDesk } from "../DeskContext";
import { Door, Gear } from "../icons";

const THEMES: [MantineColorScheme, Key][] = [
  ["auto", "themeAuto"],
  ["light", "themeLight"],
  ["dark", "themeDark"],
];
const LANGUAGES: [Language, string][] = [
  ["en", "English"],
  ["de", "Deutsch"],
  ["ar", "العربية"],
];
export const SHORTCUTS: [string, Key][] = [
  ["Alt+A", "keyAccept"],
  ["Alt+D", "keyDecline"],
  ["Alt+↓", "keyNext"],
  ["Alt+↑", "keyPrevious"],
  ["Alt+N", "keyNote"],
  ["Alt+R", "keyReply"],
];

const permission = () => (typeof Notification === "undefined" ? "denied" : Notification.permission);

export function Settings() {
  const { t, language, setLanguage, signOut } = useDesk();
  // Without transitions it would switch them off by a style element, which the content policy refuses.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const [muted, mute] = useState(isMuted);
  const [allowed, setAllowed] = useState(permission);
  return (
    <Menu withInitialFocusPlaceholder={false} position="bottom-end" width={260}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={36} aria-label={t("settings")} title={t("settings")}>
          <Gear />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.CheckboxItem
          checked={!muted}
          onChange={(on) => {
            setMuted(!on);
            mute(!on);
          }}
        >
          {t("sound")}
        </Menu.CheckboxItem>
        <Menu.CheckboxItem
          checked={allowed === "granted"}
          disabled={allowed !== "default"}
          onChange={() => void Notification.requestPermission().then(setAllowed)}
        >
          {t("notifications")}
          {allowed === "denied" && <span className="faint"> – {t("notificationsBlocked")}</span>}
        </Menu.CheckboxItem>
        <Menu.Divider />
        <Menu.Label>{t("theme")}</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(scheme) => {
            setColorScheme(scheme as MantineColorScheme);
          }}
        >
          {THEMES.map(([scheme, word]) => (
            <Menu.RadioItem key={scheme} value={scheme}>
              {t(word)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{t("language")}</Menu.Label>
        <Menu.RadioGroup
          value={language}
          onChange={(code) => {
            setLanguage(code as Language);
          }}
        >
          {LANGUAGES.map(([code, name]) => (
            <Menu.RadioItem key={code} value={code} lang={code}>
              {name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{t("shortcuts")}</Menu.Label>
        <ul className="shortcuts" role="none">
          {SHORTCUTS.map(([keys, word]) => (
            <li key={keys} role="none">
              {t(word)} <Kbd size="xs">{keys}</Kbd>
            </li>
          ))}
        </ul>
        <Menu.Divider />
        <Menu.Item component="a" href="/unified-admin/security">
          {t("signInSecurity")}
        </Menu.Item>
        <Menu.Item leftSection={<Door size={16} />} onClick={signOut}>
          {t("signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
