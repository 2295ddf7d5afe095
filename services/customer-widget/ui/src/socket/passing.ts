/** Whether a refusal may be gone at another try of the same request: too fast, or the server's own trouble (both PROTOCOL.md). */
export const passes = (code: number | undefined): boolean => code !== undefined && (code === 429 || code >= 500);
