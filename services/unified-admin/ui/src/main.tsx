import "./styles/mantine.css";
import "./styles/index.css";
import { DirectionProvider, MantineProvider, createTheme } from "@mantine/core";
import { directionOf } from "@switchboard/customer-widget/text";
import { StrictMode, useEffect, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import { SessionKeeper, signInAddress, signOut, type Session } from "./auth";
import { Api } from "./api/client";
import { Library } from "./api/library";
import { AppContext } from "./kit/AppContext";
import { App } from "./shell/App";
import { somethingToLose } from "./shell/router";
import { status } from "./shell/status";
import type { Words } from "./text/en";
import { chooseLanguage, chosenLanguage, translator, wordsOf, type Language } from "./text/translate";

const theme = createTheme({
  primaryColor: "blue",
  defaultRadius: "md",
  fontFamily: "inherit",
  respectReducedMotion: true,
  // Hints stand below their fields, so that fields beside one another line up.
  components: {
    InputWrapper: { defaultProps: { inputWrapperOrder: ["label", "input", "description", "error"] } },
    // Mantine's lock is a style element, which the content policy refuses; ours is in the sheet.
    Modal: { defaultProps: { lockScroll: false } },
    ModalRoot: { defaultProps: { lockScroll: false } },
  },
});

function toSignIn(): void {
  location.replace(signInAddress(location.pathname + location.search));
}

const keeper = new SessionKeeper({
  // Whoever has something unsaved is told instead of being sent away from it.
  signedOut: () => {
    if (somethingToLose()) status.set({ signedOut: true });
    else toSignIn();
  },
  renewed: () => {
    status.set({ signedOut: false });
  },
});
const api = new Api(keeper, (reached) => {
  if (status.get().reached !== reached) status.set({ reached });
});
const library = new Library(api);

function Root({ session, first }: { session: Session; first: { language: Language; words: Words } }) {
  const [{ language, words }, setText] = useState(first);
  const direction = directionOf(language);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = direction;
  }, [language, direction]);
  const services = useMemo(
    () => ({
      api,
      library,
      user: session.user,
      language,
      t: translator(words),
      setLanguage: (next: Language) => {
        chooseLanguage(next);
        void wordsOf(next).then((loaded) => {
          setText({ language: next, words: loaded });
        });
      },
      signOut: () => {
        const token = keeper.session?.accessToken ?? "";
        keeper.stop();
        signOut(token).then(toSignIn, toSignIn);
      },
      say: (said: string) => {
        status.set({ said: { text: said, at: Date.now() } });
      },
    }),
    [session, language, words],
  );
  // Mantine would write its variables into an inline style element; ours come in a file.
  return (
    <DirectionProvider key={direction} initialDirection={direction}>
      <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
        <AppContext value={services}>
          <App
            renew={() => {
              void keeper.renew();
            }}
          />
        </AppContext>
      </MantineProvider>
    </DirectionProvider>
  );
}

async function start(): Promise<void> {
  const language = chosenLanguage();
  const words = await wordsOf(language);
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  // Signed out: the keeper has already sent us away. Unreachable: it tries on, and so do we.
  let session = await keeper.renew();
  while (!session) {
    await new Promise((later) => setTimeout(later, 2_000));
    session = await keeper.renew();
  }
  createRoot(document.getElementById("app") as HTMLElement).render(
    <StrictMode>
      <Root session={session} first={{ language, words }} />
    </StrictMode>,
  );
}

// A colleague may have changed things while this window was away.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && keeper.session) library.refresh();
});
addEventListener("online", () => {
  void keeper.renew().then(() => {
    library.refresh();
  });
});

void start();
