/** Sentences about notifications: their panel, and what they say. */
import type { About } from "../../protocol/notifications";
import type { Permission } from "../notifications/desktop";

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

export const notifications = {
  notifications: {
    title: "Notifications",
    open: "Notifications…",
    about: "Notify me of",
    abouts: {
      mine: "Mine",
      unassigned: "Mine and unassigned",
      all: "All conversations",
      none: "Nothing",
    } satisfies Record<About, string>,
    aboutHint: "What is assigned to you or your team, and notes that mention you, are always among them.",
    byInbox: "By inbox",
    asAbove: "As above",
    sound: "Play a sound",
    listen: "Listen",
    repeats: "Repeat it every 30 seconds until the message is read",
    desktop: "Show a notification while the console is not on the screen",
    permission: {
      default: "Your browser asks you once whether this site may.",
      granted: "This browser shows them.",
      denied:
        "This browser blocks them. Allow notifications for this site in its settings, beside the address.",
      impossible: "This browser shows none here: they need a recent browser and an https address.",
    } satisfies Record<Permission, string>,
    allow: "Allow in this browser",
    quiet: "Quiet hours",
    quietHint: "No sound and no notification; the number on the icon goes on.",
    from: "From",
    until: "Until",
    sameTime: "Choose an end that is not the start.",
    zone: (zone: string) => `Times are in ${zone}.`,
    takeZone: (zone: string) => `Use ${zone}`,
    save: "Save",
    saved: "Notifications saved",
    failed: "Your choices could not be loaded.",

    wrote: "New message",
    assigned: (by: string) => `${by} assigned it to you`,
    mentioned: (by: string) => `${by} mentioned you`,
    several: (count: number) => counted(count, "conversation needs you", "conversations need you"),
    andMore: (names: string, count: number) => `${names} and ${count} more`,
  },
};
