import { directionOf, pickLanguage } from "@switchboard/customer-widget/text";
import { render } from "preact";
import { Landing } from "./pages/Landing";
import { SignIn } from "./pages/SignIn";
import { WORDS } from "./words";
import "./style.css";

const language = pickLanguage(...navigator.languages);
const words = WORDS[language];
const signingIn = location.pathname.replace(/\/$/, "").endsWith("/sign-in");
document.documentElement.lang = language;
document.documentElement.dir = directionOf(language);
document.title = signingIn ? `${words.signIn} – ${words.product}` : words.product;

const root = document.getElementById("app") as HTMLElement;
render(signingIn ? <SignIn words={words} /> : <Landing words={words} />, root);
