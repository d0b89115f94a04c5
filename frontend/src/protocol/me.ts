/** Who asks: the agent, with their teams and the inboxes that they see. */
import type { components } from "./api.gen";
import { boolean, list, number, object, oneOf, or, string, type Decoded } from "./decode";
import { decodeInbox, type Described } from "./decoders";
import { AVAILABILITY_CHOICES } from "./words";

type Schemas = components["schemas"];

export const decodeMe = object({
  id: number,
  username: string,
  name: string,
  role: string,
  availability_choice: or(oneOf(AVAILABILITY_CHOICES, "automatic"), "automatic"),
  /** They may use Django's admin: what they may do there their role says. */
  uses_admin: or(boolean, false),
  /** They may say who answers what, and who may log in. */
  manages_agents: or(boolean, false),
  inboxes: list(decodeInbox),
  teams: or(list(object({ id: number, name: string })), []),
});

export type Me = Described<Schemas["Me"], Decoded<typeof decodeMe>>;
