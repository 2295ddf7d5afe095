import { ActionIcon, Button, Kbd, Menu, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { useEffect, useState, type ReactNode } from "react";
import { useApp } from "../kit/AppContext";
import { Go } from "../kit/Go";
import type { Key, Language } from "../text/translate";
import { Door, Gear, Glass, Lines } from "./icons";
import { GROUPS } from "./places";
import { go, useParts } from "./router";
import { Search } from "./Search";

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
/** Pages of the menu that lie below another one's address. */
const GROUPED: ReadonlySet<string> = new Set(GROUPS.flatMap(({ places }) => places.map(({ to }) => to)).filter((to) => to.includes("/")));
const MAC = /mac/i.test(navigator.userAgent);

export function Shell({ banner, children }: { banner: ReactNode; children: ReactNode }) {
  const { t } = useApp();
  const [searching, setSearching] = useState(false);
  const [menu, setMenu] = useState(false);
  const parts = useParts();

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      setSearching(true);
    };
    addEventListener("keydown", press);
    return () => {
      removeEventListener("keydown", press);
    };
  }, []);
  const place = parts.join("/");
  useEffect(() => {
    setMenu(false);
  }, [place]);

  return (
    <div className="shell" data-menu={menu}>
      <a className="skip" href="#content">
        {t("skip")}
      </a>
      <header className="top">
        <ActionIcon
          className="menu-button"
          variant="subtle"
          color="gray"
          size={36}
          aria-label={t("menu")}
          aria-expanded={menu}
          onClick={() => {
            setMenu(!menu);
          }}
        >
          <Lines />
        </ActionIcon>
        <Go to="" className="brand" aria-label={t("product")}>
          <span className="mark" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span className="brand-text">{t("product")}</span>
        </Go>
        <button
          type="button"
          className="search-button"
          aria-haspopup="dialog"
          onClick={() => {
            setSearching(true);
          }}
        >
          <Glass size={16} />
          <span className="grow">{t("search")}</span>
          <Kbd size="xs">{MAC ? "⌘ K" : "Ctrl K"}</Kbd>
        </button>
        <Account />
      </header>
      <nav className="side" aria-label={t("navigation")}>
        <ul className="places">
          <li>
            <Go to="" aria-current={parts.length === 0 ? "page" : undefined}>
              {t("home")}
            </Go>
          </li>
        </ul>
        {GROUPS.map((group) => (
          <section key={group.label} aria-labelledby={`group-${group.label}`}>
            <h2 id={`group-${group.label}`}>{t(group.label)}</h2>
            <ul className="places">
              {group.places.map(({ to, label }) => (
                <li key={to}>
                  <Go to={to} aria-current={to === (GROUPED.has(place) ? place : parts[0]) ? "page" : undefined}>
                    {t(label)}
                  </Go>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      <main id="content" className="content" tabIndex={-1}>
        {banner}
        {children}
      </main>
      {searching && (
        <Search
          close={() => {
            setSearching(false);
          }}
        />
      )}
    </div>
  );
}

function Account() {
  const { t, user, language, setLanguage, signOut } = useApp();
  // Without transitions it would switch them off by a style element, which the content policy refuses.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <Menu withInitialFocusPlaceholder={false} position="bottom-end" width={240}>
      <Menu.Target>
        <Button variant="subtle" color="gray" className="account" rightSection={<Gear size={16} />} aria-label={`${t("account")}: ${user.name}`}>
          <bdi className="account-name">{user.name}</bdi>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {user.roles.some((role) => role === "agent" || role === "supervisor") && (
          <Menu.Item component="a" href="/unified-agent/">
            {t("toDesk")}
          </Menu.Item>
        )}
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
        <Menu.Item
          onClick={() => {
            go("security");
          }}
        >
          {t("signInSecurity")}
        </Menu.Item>
        <Menu.Item leftSection={<Door size={16} />} onClick={signOut}>
          {t("signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
