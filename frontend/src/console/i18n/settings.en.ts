/** The page of settings. */
import type { SettingsPart } from "../settings/settingsRoute";

export const settings = {
  title: "Settings",
  parts: { own: "Your settings", agents: "Agents" } satisfies Record<SettingsPart, string>,
  back: "Back to the inbox",

  profile: "Profile",
  name: "Name",
  nameHint:
    "Colleagues read it, and customers where a canned response names the agent. Empty: your username.",
  username: "Username",
  usernameHint: "With which you log in. An admin changes it.",
  role: "Role",
  inboxes: "Inboxes",
  noInbox: "None yet: an admin gives you one.",
  save: "Save",
  saved: (name: string) => `Saved: colleagues see you as ${name}`,

  notYours: "Only admins set up agents.",
  search: "Find an agent",
  loading: "Loading agents…",
  failed: "The agents could not be loaded.",
  nobody: "No agent is called that",
  add: "Add an agent…",
  inactive: "Inactive",
  superuser: "Superuser",
  everyInbox: "Every inbox",
  noInboxes: "No inbox",
  lastLogin: (time: string) => `Last logged in ${time}`,
  neverIn: "Never logged in",
  roleHints: {
    agent: "Sees and answers the inboxes below.",
    supervisor: "Sees every inbox, and changes what everybody shares.",
    admin: "Sees every inbox, and says who answers what.",
  } as Readonly<Record<string, string>>,
  active: "May log in",
  activeHint:
    "Otherwise they are logged out everywhere at once, their API tokens end, and their conversations that go on are nobody's.",
  superuserHint: "Only a superuser may change a superuser.",
  close: "Leave the agent as they are",
  changed: (name: string) => `Saved: ${name}`,

  looks: "How the console looks",
  keys: "Keys",
  here: "Remembered in this browser.",
  password: "Password",
};
