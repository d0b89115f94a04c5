/** The calls about how the agent is notified. */
import { decodeNotificationSettings, type NotificationSettings } from "../notifications";
import { call } from "./request";

const PATH = "/api/me/notifications/";

export function getNotificationSettings(): Promise<NotificationSettings> {
  return call(PATH, { decode: decodeNotificationSettings });
}

export function patchNotificationSettings(
  change: Partial<NotificationSettings>,
): Promise<NotificationSettings> {
  return call(PATH, { method: "PATCH", body: change, decode: decodeNotificationSettings });
}
