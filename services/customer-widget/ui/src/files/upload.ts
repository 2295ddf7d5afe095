/** One file on its way to the file engine, with its progress; the desk uses it too. */

/** What the server refused, by its stable name. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    readonly detail = "",
  ) {
    super(code);
  }
}

export interface Opened {
  fileId: string;
  url: string;
}

/** Sends the bytes to the address that was opened for them. Aborted, it rejects with `ABORTED`. */
export function put({ url }: Opened, file: Blob, signal: AbortSignal, progress: (part: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    // fetch cannot say how far an upload is.
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    request.upload.onprogress = ({ loaded, total }) => {
      progress(total > 0 ? loaded / total : 0);
    };
    request.onload = () => {
      if (request.status < 300) resolve();
      else reject(refusal(request.responseText));
    };
    request.onerror = () => {
      reject(new Refused("CONNECTION"));
    };
    request.onabort = () => {
      reject(new Refused("ABORTED"));
    };
    signal.addEventListener("abort", () => {
      request.abort();
    });
    if (signal.aborted) reject(new Refused("ABORTED"));
    else request.send(file);
  });
}

function refusal(text: string): Refused {
  try {
    const problem = JSON.parse(text) as { code?: string; detail?: string };
    return new Refused(problem.code ?? "UNKNOWN", problem.detail);
  } catch {
    return new Refused("UNKNOWN");
  }
}

export type Problem = "fileTooLarge" | "fileType" | "fileInfected" | "fileLater" | "fileFailed";

const PROBLEMS: Record<string, Problem> = {
  FILE_TOO_LARGE: "fileTooLarge",
  PICTURE_TOO_LARGE: "fileTooLarge",
  TOO_LARGE_TO_SCAN: "fileTooLarge",
  TYPE_NOT_ALLOWED: "fileType",
  TYPE_MISMATCH: "fileType",
  POLYGLOT: "fileType",
  PICTURE_BROKEN: "fileType",
  FILE_EMPTY: "fileType",
  NAME_HAS_PATH: "fileType",
  INFECTED: "fileInfected",
  TOO_MANY_WAITING: "fileLater",
  TOO_FAST: "fileLater",
  BUSY: "fileLater",
  SCANNER_AWAY: "fileLater",
  VAULT_AWAY: "fileLater",
};

/** What a refusal is to whoever chose the file. */
export function problemOf(error: unknown): Problem {
  return (error instanceof Refused ? PROBLEMS[error.code] : undefined) ?? "fileFailed";
}

/** A small picture of a chosen file before it is sent: a data address, which every content policy of ours allows. */
export function previewOf(file: File): Promise<string | null> {
  if (!/^image\/(png|jpeg|gif|webp)$/.test(file.type) || file.size > 8_000_000) return Promise.resolve(null);
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => {
      resolve(typeof reader.result === "string" ? reader.result : null);
    };
    reader.onerror = () => {
      resolve(null);
    };
    reader.readAsDataURL(file);
  });
}

/** Files of a paste or a drop; text that is pasted along stays text. */
export function filesOf(data: DataTransfer | null): File[] {
  return [...(data?.files ?? [])];
}
