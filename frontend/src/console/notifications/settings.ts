/** How the agent wants to be notified, as the tabs of this browser know it. */
import type { QueryClient } from "@tanstack/react-query";
import type { NotificationSettings } from "../../protocol/notifications";
import { getNotificationSettings } from "../../protocol/rest/notifications";

export const settingsQuery = {
  queryKey: ["notification-settings"],
  queryFn: getNotificationSettings,
} as const;

/** Null: not read yet. */
export function knownSettings(queries: QueryClient): NotificationSettings | null {
  return queries.getQueryData<NotificationSettings>(settingsQuery.queryKey) ?? null;
}

/** Said by the panel, once it has saved; heard by what tells the other tabs. */
export const CHANGED = "console:notification-settings";
