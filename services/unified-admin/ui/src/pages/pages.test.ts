import { expect, test } from "vitest";
import { keyOf } from "../fields/keyOf";
import { freeName } from "../kinds/free";
import { freeNumber, identifierOf, initialsOf } from "./web-channel/identifiers";
import { snippetOf } from "./web-channel/snippetOf";

test("identifiers from names", () => {
  expect(identifierOf("Larch & Linen", [])).toBe("larch-linen");
  expect(identifierOf("Café Größe", ["cafe-gro-e"])).toBe("cafe-gro-e-2");
  expect(identifierOf("محل", [])).toBe("chat");
  expect(["Larch & Linen", "Shop", "", "محل الورد"].map(initialsOf)).toEqual(["LL", "SH", "", "ما"]);
  expect(freeNumber(["5155", "5156"])).toBe("5157");
  expect(freeName("Support", ["Support", "Support 2"])).toBe("Support 3");
  expect(keyOf("Order number?", [])).toBe("order_number");
  expect(keyOf("1st", ["q_1st"])).toBe("q_1st_2");
  expect(keyOf("اسم", [])).toBe("question");
});

test("the snippet is two lines that name the widget", () => {
  const lines = snippetOf("shop", "https://chat.example").split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[1]).toBe('<script src="https://chat.example/web-widget/loader.js" data-widget="shop" async></script>');
});
