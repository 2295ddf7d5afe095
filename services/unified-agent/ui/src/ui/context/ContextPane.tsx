import { Button, Skeleton } from "@mantine/core";
import { useRef, useState } from "react";
import type { Thread } from "../../store/thread";
import { useDesk, useDeskState } from "../DeskContext";
import { customerName } from "../list/ConversationList";
import { roleOf } from "../thread/states";
import { Gallery } from "../files/Gallery";
import { ConversationData } from "./ConversationData";
import { ProfileForm } from "./ProfileForm";
import { PastConversations } from "./PastConversations";
import { SamePerson } from "./SamePerson";
import { Sessions } from "./Sessions";

const TOGETHER = 1_000;

export function ContextPane() {
  const { t } = useDesk();
  const thread = useDeskState((state) => (state.selected === null ? undefined : state.threads[state.selected]));
  const live = useDeskState((state) => state.live);
  return (
    <aside className="context" aria-label={t("context")}>
      {thread && <Details key={thread.conversation.id} thread={thread} />}
      {!thread && !live && (
        <div className="skeletons" role="status" aria-label={t("loading")}>
          <Skeleton height={72} radius={8} />
          <Skeleton height={120} radius={8} />
        </div>
      )}
    </aside>
  );
}

function Details({ thread }: { thread: Thread }) {
  const { customerId } = thread.conversation;
  const { customer } = thread;
  // Their conversations come together, or part, a moment after the customers did.
  const [revision, setRevision] = useState(0);
  const again = () => {
    setTimeout(() => { setRevision((known) => known + 1); }, TOGETHER);
  };
  return (
    <>
      <Profile thread={thread} />
      {customer && <SamePerson key={customer.id} customer={customer} changed={again} />}
      <Sessions sessions={thread.conversation.sessions} />
      <Participants thread={thread} />
      <Gallery thread={thread} />
      <ConversationData thread={thread} />
      <PastConversations key={revision} customerId={customerId} current={thread.conversation.id} />
    </>
  );
}

function Profile({ thread }: { thread: Thread }) {
  const { t } = useDesk();
  const [editing, setEditing] = useState(false);
  const edit = useRef<HTMLButtonElement>(null);
  const { customer } = thread;
  const name = customerName(thread) ?? t("anonymous");
  const labels = (customer?.labels ?? []).map(labelName).filter(Boolean);
  const attributes = Object.entries(customer?.attributes ?? {}).filter(([, value]) => typeof value === "string" && value !== "");
  return (
    <section>
      <div className="profile">
        <span className="avatar" aria-hidden="true">
          {initials(name)}
        </span>
        <div>
          <h2>
            <bdi>{name}</bdi>
          </h2>
          <span className="badge" data-known={customer ? !customer.isAnonymous : false}>
            {t(customer && !customer.isAnonymous ? "known" : "anonymous")}
          </span>
        </div>
        {customer && !editing && (
          <Button ref={edit} size="compact-sm" variant="default" onClick={() => { setEditing(true); }}>
            {t("editProfile")}
          </Button>
        )}
      </div>
      {customer && editing && (
        <ProfileForm
          customerId={customer.id}
          close={() => {
            setEditing(false);
            // Back to where it was opened, for whoever works by keyboard.
            setTimeout(() => edit.current?.focus());
          }}
        />
      )}
      {!editing && customer && (customer.email.length > 0 || customer.phoneNumber.length > 0 || labels.length > 0 || attributes.length > 0) && (
        <dl className="facts">
          {customer.email.map((email) => (
            <Fact key={email} name={t("email")} value={email} />
          ))}
          {customer.phoneNumber.map((phone) => (
            <Fact key={phone} name={t("phone")} value={phone} />
          ))}
          {labels.length > 0 && <Fact name={t("labels")} value={labels.join(", ")} />}
          {attributes.map(([key, value]) => (
            <Fact key={key} name={key} value={String(value)} />
          ))}
        </dl>
      )}
    </section>
  );
}

export function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  );
}

function labelName(label: unknown): string {
  if (typeof label === "string") return label;
  const name = (label as { name?: unknown } | null)?.name;
  return typeof name === "string" ? name : "";
}

function initials(name: string): string {
  return name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => String.fromCodePoint(word.codePointAt(0) ?? 63))
    .join("")
    .toUpperCase();
}

function Participants({ thread }: { thread: Thread }) {
  const { t } = useDesk();
  const present = thread.conversation.participants.filter((p) => p.active && p.type !== "CUSTOMER");
  if (present.length === 0) return null;
  return (
    <section>
      <h3>{t("participants")}</h3>
      <ul className="plain">
        {present.map((participant) => (
          <li key={participant.id}>
            <bdi>{participant.name}</bdi> <span className="faint">{roleOf(participant.role, t)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
