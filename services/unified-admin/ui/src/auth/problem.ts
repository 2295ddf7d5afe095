/** An answer that is not a success, as `application/problem+json` tells it. */
export interface Violation {
  field: string;
  message: string;
}

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly violations: readonly Violation[] = [],
    /** Seconds the server asks us to wait; null when it does not say. */
    readonly retryAfter: number | null = null,
  ) {
    super(detail);
  }
}

/** Status 0 stands for "no answer at all". */
export const UNREACHABLE = 0;

export async function problemOf(response: Response): Promise<Problem> {
  let body: { code?: string; detail?: string; title?: string; violations?: Violation[] } = {};
  try {
    body = (await response.json()) as typeof body;
  } catch {
    // A proxy's page instead of a problem document: the status alone must do.
  }
  const wait = Number(response.headers.get("retry-after") ?? "");
  return new Problem(
    response.status,
    body.code ?? "",
    body.detail ?? body.title ?? response.statusText,
    body.violations ?? [],
    Number.isFinite(wait) && wait > 0 ? wait : null,
  );
}
