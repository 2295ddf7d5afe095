import { expect, it } from "vitest";
import type { CustomerField, FullCustomer } from "../../net/customers";
import { changed, fieldsOf, rebased, typedOf } from "./profile";

const field = (key: string, order: number, more: Partial<CustomerField> = {}): CustomerField => ({ key, label: key, description: "", type: "String", maxLength: 100, mandatory: false, channelIdentifier: false, order, ...more });
const schema = [field("city", 3), field("firstName", 1), field("phoneNumber", 2, { type: "PhoneNumber", channelIdentifier: true }), field("pin", 4, { type: "Password" }), field("twitter", 5, { channelIdentifier: true })];
const customer: FullCustomer = { id: "c", version: 3, firstName: "Ann", isAnonymous: false, phoneNumber: ["+49 1", "+49 2"], email: ["a@b.de"], labels: ["VIP"], attributes: { city: "Bonn", pin: "***", twitter: ["@ann"] } };

it("fields come in the tenant's order, secrets not at all", () => {
  expect(fieldsOf(schema).map(({ key }) => key)).toEqual(["firstName", "phoneNumber", "city", "twitter"]);
});

it("what is typed and not changed is sent back as it came", () => {
  const fields = fieldsOf(schema);
  expect(changed(customer, fields, typedOf(customer, fields), ["VIP"])).toEqual(customer);
});

it("an emptied field goes, lists are a value a line, other attributes stay", () => {
  const fields = fieldsOf(schema);
  const next = changed(customer, fields, { ...typedOf(customer, fields), city: " ", phoneNumber: "+49 3\n\n +49 4 " }, []);
  expect(next).toMatchObject({ phoneNumber: ["+49 3", "+49 4"], email: ["a@b.de"], labels: [], attributes: { pin: "***", twitter: ["@ann"] } });
  expect("city" in next.attributes).toBe(false);
});

it("after a conflict the colleague's values stand, but for those changed here", () => {
  const base = { firstName: "Ann", city: "Bonn" };
  expect(rebased({ firstName: "Anna", city: "Köln" }, base, { firstName: "Ann", city: "Berlin" })).toEqual({ firstName: "Anna", city: "Berlin" });
});
