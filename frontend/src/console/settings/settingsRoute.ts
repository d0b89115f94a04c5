/** The address of the page of settings: `#/settings`, and its parts behind a slash. */
import type { Me } from "../../protocol";
import { isOfSettings } from "../shell/route";
import { goTo, useAddress } from "../shell/useRoute";

export const SETTINGS_PARTS = ["own", "agents"] as const;
export type SettingsPart = (typeof SETTINGS_PARTS)[number];

/** Those that an agent may open. */
export function partsOf({ manages_agents: isAdmin }: Pick<Me, "manages_agents">): readonly SettingsPart[] {
  return isAdmin ? SETTINGS_PARTS : ["own"];
}

/** Null: an address of another page. */
export function parseSettings(hash: string): SettingsPart | null {
  if (!isOfSettings(hash)) return null;
  const [, part] = hash.replace(/^#\/?/u, "").split(/[/?]/u);
  return SETTINGS_PARTS.find((one) => one === part) ?? "own";
}

export function formatSettings(part: SettingsPart): string {
  return part === "own" ? "#/settings" : `#/settings/${part}`;
}

export function useSettingsRoute(): SettingsPart | null {
  return parseSettings(useAddress());
}

/** From one part to the next is no step of its own: "back" leads to where the agent was before. */
export function goSettings(part: SettingsPart): void {
  goTo(formatSettings(part), parseSettings(location.hash) === null);
}
