import type { FullCustomer } from "../../net/customers";
import { Fact } from "../context/ContextPane";
import { useDesk } from "../DeskContext";

/** What is known of a customer who is in no conversation here. */
export function CustomerCard({ customer }: { customer: FullCustomer }) {
  const { t } = useDesk();
  const attributes = Object.entries(customer.attributes).filter(([, value]) => typeof value === "string" && value !== "");
  return (
    <dl className="facts">
      <Fact name={t("profile")} value={customer.firstName ?? t("anonymous")} />
      {customer.email.map((email) => (
        <Fact key={email} name={t("email")} value={email} />
      ))}
      {customer.phoneNumber.map((phone) => (
        <Fact key={phone} name={t("phone")} value={phone} />
      ))}
      {customer.labels.length > 0 && <Fact name={t("labels")} value={customer.labels.join(", ")} />}
      {attributes.map(([key, value]) => (
        <Fact key={key} name={key} value={String(value)} />
      ))}
    </dl>
  );
}
