import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fitted } from "../text/sizes";
import { problemOf, Refused } from "./upload";
import { Uploads, type Chosen, type Sent } from "./uploads";

/** An upload that ends when the test says so. */
class FakeRequest {
  static all: FakeRequest[] = [];
  upload: { onprogress: (event: { loaded: number; total: number }) => void } = { onprogress: () => undefined };
  onload: () => void = () => undefined;
  onerror: () => void = () => undefined;
  onabort: () => void = () => undefined;
  status = 0;
  responseText = "";
  url = "";
  open(_: string, url: string) {
    this.url = url;
  }
  send() {
    FakeRequest.all.push(this);
  }
  abort() {
    this.onabort();
  }
  end(status: number, text = "{}") {
    this.status = status;
    this.responseText = text;
    this.onload();
  }
}

let shown: readonly Chosen[] = [];
let sent: Sent[] = [];
let uploads: Uploads;

beforeEach(() => {
  FakeRequest.all = [];
  shown = [];
  sent = [];
  vi.stubGlobal("XMLHttpRequest", FakeRequest);
  uploads = new Uploads({
    open: ({ name }) =>
      name === "page.html" ? Promise.reject(new Refused("TYPE_NOT_ALLOWED")) : Promise.resolve({ fileId: `f-${name}`, url: `/up/${name}` }),
    done: (file) => sent.push(file),
    changed: (list) => {
      shown = list;
    },
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const file = (name: string, type = "text/plain") => new File(["hello"], name, { type });
const started = (count: number) =>
  vi.waitFor(() => {
    expect(FakeRequest.all).toHaveLength(count);
  });

test("a file shows how far it is and is handed on when it is there", async () => {
  uploads.add([file("a.txt")]);
  await started(1);
  FakeRequest.all[0]?.upload.onprogress({ loaded: 1, total: 4 });
  expect(shown[0]?.progress).toBe(0.25);
  FakeRequest.all[0]?.end(200);
  await vi.waitFor(() => {
    expect(sent).toEqual([{ fileId: "f-a.txt", name: "a.txt", mimeType: "text/plain", size: 5 }]);
  });
  expect(shown).toEqual([]);
});

test("a file that is taken back is not sent, and the others go on", async () => {
  uploads.add([file("a.txt"), file("b.txt")]);
  await started(2);
  uploads.remove(shown[0]?.id ?? "");
  expect(shown.map((chosen) => chosen.name)).toEqual(["b.txt"]);
  FakeRequest.all[1]?.end(200);
  await vi.waitFor(() => {
    expect(sent.map((one) => one.name)).toEqual(["b.txt"]);
  });
});

test("whatever is refused, before or after it was sent, stays with a reason until it is taken away", async () => {
  uploads.add([file("page.html", "text/html"), file("a.txt")]);
  await started(1);
  FakeRequest.all[0]?.end(400, '{"code":"INFECTED"}');
  await vi.waitFor(() => {
    expect(shown.map((chosen) => chosen.problem)).toEqual(["fileType", "fileInfected"]);
  });
  for (const { id } of [...shown]) uploads.remove(id);
  expect(shown).toEqual([]);
  expect(sent).toEqual([]);
});

test("an answer that nobody expects is a failure in words", () => {
  expect(problemOf(new Refused("SOMETHING_NEW"))).toBe("fileFailed");
  expect(problemOf(new TypeError("x"))).toBe("fileFailed");
  expect(problemOf(new Refused("FILE_TOO_LARGE"))).toBe("fileTooLarge");
});

test("a picture keeps its shape and is never shown larger than it is", () => {
  const picture = (width: number | null, height: number | null) => ({ name: "", type: "", size: null, url: null, thumbnail: null, width, height });
  expect(fitted(picture(960, 640), 240, 240)).toEqual({ width: 240, height: 160 });
  expect(fitted(picture(10, 5000), 240, 240)).toEqual({ width: 1, height: 240 });
  expect(fitted(picture(20, 10), 240, 240)).toEqual({ width: 20, height: 10 });
  expect(fitted(picture(null, null), 240, 200)).toEqual({ width: 240, height: 200 });
});
