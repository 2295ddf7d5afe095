/** Fixed data of the mock. */
export const USERS = [
  { id: "agent-1", username: "alice", name: "Alice Ahmadi", roles: ["agent"], teamId: "t1", tenant: "default", link: "link-agent1" },
  { id: "agent-2", username: "bob", name: "Bob Brandt", roles: ["agent"], teamId: "t1", tenant: "default", link: "link-agent2" },
  { id: "sup-1", username: "sam", name: "Sam Sato", roles: ["agent", "supervisor"], teamId: "t1", tenant: "default", link: "link-supervisor" },
  { id: "adm-1", username: "admin", name: "Ada Admin", roles: ["admin"], teamId: null, tenant: "default", link: "link-admin" },
];

export const REASONS = [
  { id: "r1", name: "Short break", description: "", type: "NOT_READY", code: "BREAK", version: 1 },
  { id: "r2", name: "Lunch", description: "", type: "NOT_READY", code: "LUNCH", version: 1 },
  { id: "r3", name: "Meeting", description: "", type: "NOT_READY", code: "MEETING", version: 1 },
  { id: "r4", name: "End of shift", description: "", type: "LOGOUT", code: "END", version: 1 },
];

export const WRAP_UP_CODES = [
  { id: "w1", categoryName: "Sales", values: ["Sold", "Interested", "Not interested"], version: 1 },
  { id: "w2", categoryName: "Service", values: ["Solved", "Follow-up needed", "Complaint", "Delivery question"], version: 1 },
  { id: "w3", categoryName: "Other", values: ["Wrong number", "Test"], version: 1 },
];

export const TEMPLATES = [
  { id: "t1", name: "parcel_ready", channelTypes: ["WHATSAPP", "WEB"], language: "en_GB", text: "Hello {{1}}, your parcel {{2}} is ready." },
  { id: "t2", name: "come_back", channelTypes: ["WHATSAPP", "WEB"], language: "en_GB", text: "May we go on? Just write back." },
];

export const CANNED = [
  { id: "c1", shortcut: "hello", text: "Hello, this is customer care. How can I help you?", version: 1 },
  { id: "c2", shortcut: "hours", text: "We are open Monday to Friday from 9:00 to 18:00.", version: 1 },
  { id: "c3", shortcut: "bye", text: "Thank you for writing to us. Have a good day!", version: 1 },
];

export const WIDGET = {
  widgetIdentifier: "demo",
  title: "Larch & Linen",
  subTitle: "We usually answer within a minute",
  theme: { primary: "#1f6f5c", dark: "auto" },
  language: null,
  enableEmoji: true,
  enableTranscript: true,
  logoText: "L",
  offlineMessage: "We are closed at the moment. Please write to hello@example.com.",
  serviceIdentifier: "web-demo",
  form: {
    id: "form-1",
    title: "How can we reach you?",
    fields: [
      { key: "name", label: "Your name", type: "text", required: true, maxLength: 60 },
      { key: "email", label: "E-mail", type: "email", required: false, maxLength: 120 },
      { key: "phone", label: "Phone", type: "phone", required: false, maxLength: 24 },
    ],
  },
};
