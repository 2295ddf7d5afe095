import { kind, type Option } from "../kit/kind";

const TYPES: readonly Option[] = [
  ["String", "typeString"],
  ["Alphanumeric", "typeAlphanumeric"],
  ["Name", "typeName"],
  ["Number", "typeNumber"],
  ["Boolean", "typeBoolean"],
  ["Email", "typeEmail"],
  ["PhoneNumber", "typePhone"],
  ["URL", "typeUrl"],
  ["IP", "typeIp"],
  ["Password", "typePassword"],
];
/** Always there; the owner refuses to delete them. */
const BUILT_IN = new Set(["firstName", "phoneNumber", "email", "web", "voice"]);

export const customerAttributes = kind<"customer-attributes">({
  name: "customer-attributes",
  one: "customerAttribute",
  many: "customerAttributes",
  about: "customerAttributesAbout",
  nameOf: ({ label }) => label,
  words: ({ key }) => key,
  needs: ["channel-types"],
  canDelete: ({ key }) => !BUILT_IN.has(key),
  columns: [
    { label: "label", text: ({ label }) => label },
    { label: "key", text: ({ key }) => key },
    { label: "type", text: ({ type }, { t }) => t(TYPES.find(([value]) => value === type)?.[1] ?? "type") },
    { label: "mandatory", text: ({ mandatory }, { t }) => t(mandatory ? "yes" : "no") },
    { label: "pii", text: ({ pii }, { t }) => t(pii ? "yes" : "no") },
  ],
  blank: ({ "customer-attributes": { items } }) => ({
    key: "",
    label: "",
    description: "",
    type: "String",
    mandatory: false,
    default: "",
    maxLength: 256,
    pii: false,
    channelIdentifier: false,
    channelTypes: [],
    order: Math.max(0, ...items.map(({ order }) => order)) + 1,
  }),
  sections: [
    {
      fields: [
        { path: "label", type: "text", label: "label", max: 100, required: true, half: true },
        { path: "key", type: "text", label: "key", hint: "keyHint", max: 64, required: true, ltr: true, fixed: true, half: true, pattern: /^[A-Za-z]\w*$/, patternHint: "errorKey" },
        { path: "type", type: "choice", label: "type", hint: "typeFixed", options: TYPES, fixed: true, half: true },
        { path: "default", type: "text", label: "defaultValue", max: 256, half: true },
        { path: "description", type: "text", label: "description", max: 500 },
        { path: "mandatory", type: "switch", label: "mandatory", half: true },
        { path: "pii", type: "switch", label: "pii", hint: "piiHint", half: true },
        { path: "channelIdentifier", type: "switch", label: "channelIdentifier", hint: "channelIdentifierHint" },
        { path: "channelTypes", type: "many", label: "channelTypes", of: "channel-types", by: "name", when: ({ channelIdentifier }) => channelIdentifier },
        { path: "maxLength", type: "number", label: "maxLength", min: 1, max: 4096, half: true },
        { path: "order", type: "number", label: "orderInList", min: 0, max: 10_000, half: true },
      ],
    },
  ],
});

export const labels = kind<"labels">({
  name: "labels",
  one: "labelOne",
  many: "labels",
  about: "labelsAbout",
  nameOf: ({ name }) => name,
  columns: [
    { label: "name", text: ({ name }) => name },
    { label: "description", text: ({ description }) => description },
  ],
  blank: () => ({ name: "", colour: "#2f5bd7", description: "" }),
  sections: [
    {
      fields: [
        { path: "name", type: "text", label: "name", max: 50, required: true, half: true },
        { path: "colour", type: "colour", label: "colour", half: true },
        { path: "description", type: "text", label: "description", max: 500 },
      ],
    },
  ],
});
