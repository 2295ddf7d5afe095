/** What every web chat needs and nobody should have to know: a domain for chats and the type WEB. Made when missing. */
import type { ChannelType, Mrd } from "./documents";
import type { Library } from "./library";

export async function chatDomain(library: Library): Promise<Mrd> {
  await library.read("domains");
  const { items } = library.all().domains;
  const found = items.find(({ type }) => type === "CHAT") ?? items[0];
  return found ?? library.create("domains", { name: "CHAT", type: "CHAT", description: "", maxRequests: 5, interruptible: true, autoSync: true, weight: 0 }, "standard-chat-domain");
}

export async function webType(library: Library): Promise<ChannelType> {
  await library.read("channel-types");
  const found = library.all()["channel-types"].items.find(({ name }) => name === "WEB");
  if (found) return found;
  const { id } = await chatDomain(library);
  return library.create("channel-types", { name: "WEB", logo: "web", interactive: true, mrdId: id, replyWindowHours: 0 }, "standard-web-type");
}
