/** Whose a conversation is to be: of a colleague, a team (then nobody's until somebody takes it), or nobody's, with the team that it has. */
import { decodeRefusal, type Agent, type Id } from "../protocol";
import { attempt } from "../protocol/decode";
import type { ConversationChange } from "../protocol/rest/endpoints";
import { ApiError } from "../protocol/rest/request";

export type Owner = { readonly kind: "agent" | "team"; readonly id: Id; readonly name: string } | null;

/** A colleague has it: is it to change hands? */
export interface OwnerQuestion {
  readonly conversation: Id;
  readonly to: Owner;
  readonly holder: Agent;
  /** Since when, ISO 8601: they were faster by that much; null where it was theirs all the time. */
  readonly since: string | null;
}

/** Refused by the server where it is somebody else's by now than `was`, the assignee that the agent saw. */
export function ownerChange(to: Owner, was: Id | null): ConversationChange {
  // Which team it belongs to is chosen by itself.
  if (to === null) return { assignee: null, assignee_was: was };
  if (to.kind === "team") return { assignee: null, team: to.id, assignee_was: was };
  return { assignee: to.id, assignee_was: was };
}

/** Who was faster, and when; null where the error says something else. */
export function holderIn(error: unknown): Pick<OwnerQuestion, "holder" | "since"> | null {
  if (!(error instanceof ApiError) || error.code !== "already_assigned") return null;
  const refusal = attempt(decodeRefusal, error.body);
  return refusal?.assignee ? { holder: refusal.assignee, since: refusal.assigned_at } : null;
}
