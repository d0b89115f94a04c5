/** What this installation has besides the console; the page says it (messaging/templates/messaging/console.html). */
import type { Id, Me } from "../../protocol";

/** Where an installation is set up (Django's admin). */
export const ADMIN = "/admin/";

/** Where an inbox is looked after; null for whom the admin is not. */
export function inboxAdminUrl(
  inbox: Id,
  { role, uses_admin }: Pick<Me, "role" | "uses_admin">,
): string | null {
  return role === "admin" && uses_admin ? `${ADMIN}messaging/inbox/${inbox}/change/` : null;
}

/** Whose console it is; empty where nobody has said it. */
export function organisationName(): string {
  return read("organisation");
}

/** Where customers can be played; null: there is no simulator, or this agent may not go there. */
export function simulatorUrl(usesAdmin: boolean): string | null {
  const url = read("simulator");
  const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
  return url !== "" && (usesAdmin || isHere) ? url : null;
}

function read(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
}
