import { lazy } from "react";
import { Problem } from "../auth";
import type { Role, User } from "../api/documents";
import type { Library } from "../api/library";
import { kind, type Option } from "../kit/kind";
import { nameIn } from "./names";

export const ROLES: readonly Option[] = [
  ["agent", "roleAgent", "roleAgentHint"],
  ["supervisor", "roleSupervisor", "roleSupervisorHint"],
  ["admin", "roleAdmin", "roleAdminHint"],
];
const ROLE_WORDS = { agent: "roleAgent", supervisor: "roleSupervisor", admin: "roleAdmin" } as const;

export const users = kind<"users">({
  name: "users",
  one: "user",
  many: "users",
  about: "usersAbout",
  nameOf: ({ name }) => name,
  words: ({ username, email }) => `${username} ${email}`,
  needs: ["teams"],
  columns: [
    { label: "name", text: ({ name }) => name },
    { label: "username", text: ({ username }) => username },
    { label: "roles", text: ({ roles }, { t }) => roles.map((role) => t(ROLE_WORDS[role])).join(", ") },
    { label: "team", text: ({ teamId }, { shelves }) => nameIn(shelves, "teams", teamId) },
    { label: "state", text: ({ enabled }, { t }) => t(enabled ? "userEnabled" : "userDisabled") },
  ],
  blank: ({ teams: { items } }) => ({ name: "", username: "", email: "", roles: ["agent"], teamId: items.length === 1 ? (items[0]?.id ?? "") : "", enabled: true }),
  sections: [
    {
      fields: [
        { path: "name", type: "text", label: "name", hint: "userNameHint", max: 200, required: true, half: true },
        {
          path: "username",
          type: "text",
          label: "username",
          hint: "usernameHint",
          max: 64,
          required: true,
          ltr: true,
          half: true,
          pattern: /^[a-z0-9._@-]{2,64}$/,
          patternHint: "errorUsername",
          example: "alice.weber",
        },
        { path: "email", type: "text", label: "email", max: 254, ltr: true, half: true },
        { path: "teamId", type: "one", label: "team", of: "teams", empty: "noTeam", half: true },
        { path: "roles", type: "checks", label: "roles", options: ROLES, required: true },
        { path: "enabled", type: "switch", label: "userMaySignIn", hint: "userMaySignInHint" },
      ],
    },
  ],
  beside: lazy(() => import("../pages/UserBeside")),
  saved: keepAgent,
  removing: dropAgent,
});

/** Routing knows agents of its own, under the user's id: without one nobody can be offered a chat. */
async function keepAgent(user: User, library: Library): Promise<void> {
  await library.read("agents");
  const agent = library.all().agents.items.find(({ id }) => id === user.id);
  const works = user.roles.includes("agent" satisfies Role);
  if (!works) {
    if (agent) await dropAgent(user.id, library);
    return;
  }
  if (agent?.name === user.name) return;
  const { version = 0, attributes = {}, mrds } = agent ?? {};
  const change = (name: string) => library.change("agents", user.id, version, { name, attributes, ...(mrds ? { mrds } : {}) });
  try {
    await change(user.name);
  } catch (error) {
    // Two people of the same name are two agents all the same.
    if (!(error instanceof Problem && error.code === "NAME_TAKEN")) throw error;
    await change(`${user.name} (${user.username})`);
  }
}

async function dropAgent(id: string, library: Library): Promise<void> {
  try {
    await library.remove("agents", id);
  } catch (error) {
    if (!(error instanceof Problem && error.status === 404)) throw error;
  }
}

export const teams = kind<"teams">({
  name: "teams",
  one: "team",
  many: "teams",
  about: "teamsAbout",
  nameOf: ({ name }) => name,
  needs: ["users"],
  columns: [
    { label: "name", text: ({ name }) => name },
    { label: "supervisor", text: ({ supervisorId }, { shelves }) => nameIn(shelves, "users", supervisorId) },
    { label: "members", text: ({ id }, { shelves }) => String(shelves.users.items.filter(({ teamId }) => teamId === id).length), number: true },
    { label: "description", text: ({ description }) => description },
  ],
  blank: () => ({ name: "", description: "", supervisorId: "", secondarySupervisorIds: [] }),
  sections: [
    {
      fields: [
        { path: "name", type: "text", label: "name", max: 200, required: true },
        { path: "description", type: "text", label: "description", max: 1000, rows: 2 },
        { path: "supervisorId", type: "one", label: "supervisor", hint: "supervisorHint", of: "users", empty: "noSupervisor", half: true },
        { path: "secondarySupervisorIds", type: "many", label: "secondarySupervisors", of: "users", half: true },
      ],
    },
  ],
});

/** Seen as users and in the grid of skills; only references and the search know this kind. */
export const agents = kind<"agents">({
  name: "agents",
  one: "roleAgent",
  many: "roleAgent",
  about: "usersAbout",
  nameOf: ({ name }) => name,
  columns: [{ label: "name", text: ({ name }) => name }],
  blank: () => ({ name: "", attributes: {} }),
  sections: [],
});
