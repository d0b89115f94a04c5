/** How an agent wants to be notified. */
import type { components } from "./api.gen";
import { boolean, list, nullable, number, object, oneOf, string, type Decoded } from "./decode";
import type { Described } from "./decoders";

/** Of which conversations: those that somebody else has are among them with `all` only. */
export const ABOUT = ["mine", "unassigned", "all", "none"] as const;
export type About = (typeof ABOUT)[number];
const about = oneOf(ABOUT, "unassigned");

export const decodeNotificationSettings = object({
  about,
  /** Where it is another one. */
  inboxes: list(object({ inbox: number, about })),
  sound: boolean,
  repeats: boolean,
  desktop: boolean,
  /** `HH:MM`; past midnight where the end is before the start. */
  quiet_hours: nullable(object({ start: string, end: string, time_zone: string })),
});

export type NotificationSettings = Described<
  components["schemas"]["NotificationSettings"],
  Decoded<typeof decodeNotificationSettings>
>;
