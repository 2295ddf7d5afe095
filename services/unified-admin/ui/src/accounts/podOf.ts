import type { ChannelProvider } from "../api/documents";

/** The pod behind a provider, which accounts name by id or by name; empty for none. */
export const podOf = (providers: readonly ChannelProvider[], provider: string): string =>
  (providers.find(({ id }) => id === provider) ?? providers.find(({ name }) => name === provider))?.pod ?? "";
