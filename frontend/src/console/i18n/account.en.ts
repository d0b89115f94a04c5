/** Sentences of the agent's own menu. */
import type { AvailabilityChoice } from "../../protocol/words";
import type { Density } from "../list/density";

export const account = {
  account: {
    roles: { agent: "Agent", supervisor: "Supervisor", admin: "Admin" } as Readonly<Record<string, string>>,
    availability: "Availability",
    choices: {
      automatic: "Automatic",
      away: "Away",
      offline: "Offline",
    } satisfies Record<AvailabilityChoice, string>,
    hints: {
      automatic: "Online; away after 10 minutes without a key or a click",
      away: "Colleagues see that you are here, and busy",
      offline: "Colleagues see you as gone; where you look and type they still see",
    } satisfies Record<AvailabilityChoice, string>,
    theme: "Theme",
    density: "Rows of the list",
    densities: { comfortable: "Comfortable", compact: "Compact" } satisfies Record<Density, string>,
    admin: "Administration",
    password: "Change password…",
    fields: { password: "Your password now", fresh: "New password", again: "New password again" },
    freshHint: "At least 12 characters; three or four unrelated words are good.",
    differ: "The two new passwords differ.",
    others: "You stay logged in here. Your other sessions end at once.",
    keepTokens: "Keep my API tokens",
    keepTokensHint: "Otherwise they end, too: whoever knew the old password may have made some.",
    change: "Change password",
    leave: "Leave the password as it is",
  },
};
