import "./ui/mantine.css";
import "./ui/styles/index.css";
import { DirectionProvider, MantineProvider, createTheme } from "@mantine/core";
import { directionOf } from "@switchboard/customer-widget/text";
import { SessionKeeper, signInAddress, signOut } from "@switchboard/unified-admin/auth";
import { StrictMode, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import { Api } from "./net/api";
import { Desk } from "./net/desk";
import { DeskUploads } from "./net/uploads";
import { tabId } from "./net/tab";
import { dropOldDrafts } from "./store/drafts";
import { Store } from "./store/store";
import { withNextFrame } from "./ui/frames";
import { chooseLanguage, chosenLanguage, translator, type Language } from "./text/translate";
import { App } from "./ui/App";
import { DeskContext } from "./ui/DeskContext";

const theme = createTheme({
  primaryColor: "blue",
  defaultRadius: "md",
  fontFamily: "inherit",
  respectReducedMotion: true,
  // Mantine's lock is a style element, which the content policy refuses; ours is in the sheet.
  components: { Modal: { defaultProps: { lockScroll: false } } },
});

function toSignIn(): void {
  location.replace(signInAddress(location.pathname + location.search));
}

const store = new Store(withNextFrame);
let desk: Desk | undefined;
const keeper = new SessionKeeper({ signedOut: toSignIn, renewed: () => desk?.tokenRenewed() });
const api = new Api(keeper);

function Root({ desk }: { desk: Desk }) {
  const [uploads] = useState(() => new DeskUploads(desk));
  const [language, setLanguage] = useState<Language>(chosenLanguage);
  const direction = directionOf(language);
  document.documentElement.lang = language;
  document.documentElement.dir = direction;
  const services = useMemo(
    () => ({
      store,
      desk,
      uploads,
      api,
      language,
      t: translator(language),
      setLanguage: (next: Language) => {
        chooseLanguage(next);
        setLanguage(next);
      },
      signOut: () => {
        const token = keeper.session?.accessToken ?? "";
        desk.close();
        keeper.stop();
        signOut(token).then(toSignIn, toSignIn);
      },
    }),
    [desk, uploads, language],
  );
  // Mantine would write its variables into an inline style element; ours come in a file, which the content policy allows.
  return (
    <DirectionProvider key={direction} initialDirection={direction}>
      <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
        <DeskContext value={services}>
          <App />
        </DeskContext>
      </MantineProvider>
    </DirectionProvider>
  );
}

async function start(): Promise<void> {
  dropOldDrafts();
  const line = new Desk(store, keeper, await tabId());
  desk = line;
  addEventListener("online", line.retryNow);
  createRoot(document.getElementById("app") as HTMLElement).render(
    <StrictMode>
      <Root desk={line} />
    </StrictMode>,
  );
  // Signed out: the keeper has already sent us away. Unreachable: it tries on, and so do we.
  const wait = () => new Promise((later) => setTimeout(later, 2_000));
  while (!keeper.session) {
    if (await keeper.renew()) break;
    await wait();
  }
  line.connect();
}

void start();
