/** Type, provider, account, keys and channel, each made when it is missing; whatever was made before a failure is found again. */
import { putKeys } from "../../accounts/useKeys";
import { webhookPath, type AccountKind } from "../../accounts/kinds";
import type { Settings } from "../../accounts/fields";
import type { Channel, ChannelConnector, ChannelProvider, Draft } from "../../api/documents";
import type { Library } from "../../api/library";
import { chatDomain } from "../../api/standard";
import { freeName } from "../../kinds/free";

export interface Wish {
  kind: AccountKind;
  channel: Draft<Channel>;
  /** An account that is there already; else a new one with these. */
  account: string;
  settings: Settings;
  secrets: Settings;
  /** Where providers reach this installation. */
  base: string;
}
/** What an attempt has made so far. Its ids are chosen before, so that a repetition makes nothing twice. */
export interface Made {
  accountId: string;
  channelId: string;
  account: ChannelConnector | null;
  channel: Channel | null;
  /** Whose refusal it would be. */
  at: "account" | "secrets" | "channel";
}
export const nothingMade = (): Made => ({ accountId: crypto.randomUUID(), channelId: crypto.randomUUID(), account: null, channel: null, at: "account" });

export async function make(wish: Wish, made: Made, library: Library): Promise<Channel> {
  const { kind } = wish;
  made.at = "account";
  await channelType(kind, library);
  const provider = await providerOf(kind, library);
  let account = wish.account;
  if (account === "") {
    const taken = library.all().connectors.items.filter(({ id }) => id !== made.accountId).map(({ name }) => name);
    const draft = { name: freeName(wish.channel.name, taken), provider: provider.id, settings: { ...wish.settings } };
    made.account = await library.change("connectors", made.accountId, made.account?.version ?? 0, draft);
    account = made.account.id;
    made.at = "secrets";
    await putKeys(library.api, account, Object.fromEntries(Object.entries(wish.secrets).filter(([, value]) => value !== "")));
  }
  made.at = "channel";
  const publicUrl = wish.base.replace(/\/+$/, "") + webhookPath(kind.pod, made.channelId);
  made.channel = await library.change("channels", made.channelId, made.channel?.version ?? 0, { ...wish.channel, channelType: kind.type, connector: account, publicUrl });
  return made.channel;
}

async function channelType({ type, window }: AccountKind, library: Library): Promise<void> {
  await library.read("channel-types");
  if (library.all()["channel-types"].items.some(({ name }) => name === type)) return;
  const { id } = await chatDomain(library);
  await library.create("channel-types", { name: type, logo: type.toLowerCase(), interactive: true, mrdId: id, replyWindowHours: window }, `standard-type-${type}`);
}

/** The provider of that name if its connector is the right one, else any with that connector. */
async function providerOf({ provider, pod, type }: AccountKind, library: Library): Promise<ChannelProvider> {
  await library.read("providers");
  const { items } = library.all().providers;
  const found = items.find((one) => one.pod === pod && one.name === provider) ?? items.find((one) => one.pod === pod);
  if (!found) return library.create("providers", { name: freeName(provider, items.map(({ name }) => name)), supportedChannelTypes: [type], pod }, crypto.randomUUID());
  if (found.supportedChannelTypes.includes(type)) return found;
  return library.change("providers", found.id, found.version, { name: found.name, pod, supportedChannelTypes: [...found.supportedChannelTypes, type] });
}
