/** @jsxImportSource preact */
import { directionOf, pickLanguage } from "@switchboard/customer-widget/text";
import { render } from "preact";
import { SignIn } from "./SignIn";
import { WORDS } from "./words";
import "./style.css";

const language = pickLanguage(...navigator.languages);
const words = WORDS[language];
document.documentElement.lang = language;
document.documentElement.dir = directionOf(language);
document.title = `${words.signIn} – ${words.product}`;

render(<SignIn words={words} />, document.getElementById("app") as HTMLElement);
