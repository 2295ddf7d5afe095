/** Who this visitor is towards the server, kept over reloads. */
import type { Pending } from "./timeline";
import { loadIdentity, saveIdentity, type Identity } from "./storage";
import { uuid } from "./uuid";

export class Visitor {
  private identity: Identity | null;

  constructor(private readonly service: string) {
    this.identity = loadIdentity(service);
  }

  get known(): boolean {
    return this.identity !== null;
  }

  get id(): string {
    return this.identity?.id ?? "";
  }

  get token(): string | null {
    return this.identity?.token ?? null;
  }

  /** The names every message to the server carries. */
  get who() {
    return { serviceIdentifier: this.service, channelCustomerIdentifier: this.id };
  }

  get auth() {
    return { ...this.who, ...(this.token === null ? {} : { token: this.token }) };
  }

  message(message: Pending) {
    // What a file is, the server knows better.
    const body = message.file
      ? { type: "FILE", caption: message.text, attachment: { fileId: message.file.fileId } }
      : { type: "PLAIN", markdownText: message.text };
    return { id: message.id, header: { channelData: this.who }, body, timestamp: "" };
  }

  make(): void {
    this.keep(this.identity ?? { id: uuid(), token: null, live: false });
  }

  /** The server does not believe this identity any more. */
  forget(): void {
    saveIdentity(this.service, null);
    this.identity = null;
  }

  authenticated(token: string): void {
    if (this.identity) this.keep({ ...this.identity, token });
  }

  live(live: boolean): void {
    if (this.identity && this.identity.live !== live) this.keep({ ...this.identity, live });
  }

  private keep(identity: Identity): void {
    this.identity = identity;
    saveIdentity(this.service, identity);
  }
}
