/** The page of settings. */
import type { SettingsPart } from "../settings/settingsRoute";

export const settings = {
  title: "Settings",
  parts: { own: "Your settings" } satisfies Record<SettingsPart, string>,
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

  looks: "How the console looks",
  keys: "Keys",
  here: "Remembered in this browser.",
  password: "Password",
};
