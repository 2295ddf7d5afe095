import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { Problem } from "@switchboard/unified-admin/auth";
import { useEffect, useRef, useState, type SubmitEvent } from "react";
import type { FullCustomer } from "../../net/customers";
import { findCustomers, identities, linkIdentity, type Identity } from "../../net/people";
import type { Customer } from "../../store/model";
import { useDesk } from "../DeskContext";

const ALL = "";
const nameOf = ({ channelType, identifier }: Identity) => `${channelType} ${identifier}`;

interface Props {
  customer: Customer;
  close: () => void;
  join: (other: FullCustomer, reason: string) => Promise<boolean>;
  linked: () => void;
}

/** Looks for a customer, to say that they are this one, or that one of this one's addresses is theirs. */
export function FindCustomer({ customer, close, join, linked }: Props) {
  const { api, t } = useDesk();
  const [words, setWords] = useState("");
  const [found, setFound] = useState<FullCustomer[] | null>(null);
  const [chosen, setChosen] = useState<FullCustomer | null>(null);
  const [own, setOwn] = useState<Identity[]>([]);
  const [what, setWhat] = useState(ALL);
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    field.current?.focus();
    identities(api, customer.id).then(setOwn, () => undefined);
  }, [api, customer.id]);

  const attempt = async (action: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    try {
      await action();
    } catch (error) {
      setProblem(error instanceof Problem && error.message !== "" ? error.message : t("offlineShort"));
    } finally {
      setBusy(false);
    }
  };
  const search = (event: SubmitEvent) => {
    event.preventDefault();
    void attempt(async () => {
      const all = await findCustomers(api, words);
      setFound(all.filter(({ id }) => id !== customer.id));
    });
  };
  const confirm = (event: SubmitEvent) => {
    event.preventDefault();
    if (!chosen) return;
    void attempt(async () => {
      const identity = own.find((one) => nameOf(one) === what);
      if (identity) {
        await linkIdentity(api, chosen.id, identity);
        linked();
        close();
      } else if (await join(chosen, reason)) close();
    });
  };

  if (chosen) {
    const choices = [{ value: ALL, label: t("linkAll") }, ...own.map((one) => ({ value: nameOf(one), label: nameOf(one) }))];
    return (
      <form className="profile-form" onSubmit={confirm} aria-label={t("findCustomer")}>
        <p>
          {t("linkTo")} <bdi className="strong">{chosen.firstName ?? t("anonymous")}</bdi>
        </p>
        {own.length > 0 && <SegmentedControl size="xs" orientation="vertical" fullWidth data={choices} value={what} onChange={setWhat} aria-label={t("linkWhat")} />}
        {what === ALL && <TextInput size="xs" label={t("linkReason")} maxLength={500} dir="auto" value={reason} onChange={(event) => { setReason(event.currentTarget.value); }} />}
        <p className="problem" role="alert">
          {problem}
        </p>
        <div className="form-actions">
          <Button type="submit" size="compact-sm" loading={busy}>
            {t(what === ALL ? "mergeDo" : "linkDo")}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => { setChosen(null); }}>
            {t("cancel")}
          </Button>
        </div>
      </form>
    );
  }
  return (
    <form className="profile-form" onSubmit={search} role="search" aria-label={t("findCustomer")}>
      <TextInput ref={field} size="xs" label={t("findCustomerWords")} dir="auto" value={words} onChange={(event) => { setWords(event.currentTarget.value); }} />
      <div className="form-actions">
        <Button type="submit" size="compact-sm" loading={busy}>
          {t("templatesFind")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={close}>
          {t("cancel")}
        </Button>
      </div>
      <p className="problem" role="alert">
        {problem}
      </p>
      {found?.length === 0 && <p className="faint">{t("findCustomerNone")}</p>}
      <ul className="past">
        {found?.map((one) => (
          <li key={one.id}>
            <button type="button" onClick={() => { setChosen(one); }}>
              <bdi>{one.firstName ?? t("anonymous")}</bdi>
              <span className="faint preview" dir="auto">
                {[...one.phoneNumber, ...one.email].join(", ")}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </form>
  );
}
