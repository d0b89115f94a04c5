/** A line of the thread that says what was done. Pure. */
import { attempt, list, object, string } from "../../protocol/decode";
import { decodeAgent, type Activity, type Id } from "../../protocol";
import type { Sentences } from "../i18n/en";

const named = object({ name: string });
const names = list(string);

/** The sentence; null for a verb that is newer than this console. `me` is the agent who reads. */
export function activityText(line: Activity, me: Id | null, t: Sentences): string | null {
  const { why, verb, by } = line;
  const said = t.activity.lines[verb];
  if (why !== "" && t.activity.why[why] !== undefined) return t.activity.why[why];
  if (said === undefined) return null;
  const agent = attempt(decodeAgent, line.after ?? line.before);
  const isOwn = by.kind === "agent" && agent !== null && agent.id === by.id;
  const to = agent?.id === me && agent !== null ? t.activity.youObject : objectOf(line, t);
  return said({ by: actor(line, me, t), to, isOwn });
}

function actor({ by: { kind, id, name } }: Activity, me: Id | null, t: Sentences): string {
  const { activity } = t;
  switch (kind) {
    case "agent":
      return id === me ? activity.you : name;
    case "token":
      return activity.token(name);
    case "rule":
      return activity.rule(name);
    case "contact":
      return name || activity.customer;
    case "provider":
      return activity.provider[name] ?? name;
    default:
      return activity.console;
  }
}

/** What the verb names, as people read it. */
function objectOf({ verb, before, after }: Activity, t: Sentences): string {
  const value = after ?? before;
  const many = attempt(names, value);
  if (many !== null) return many.map((one) => `“${one}”`).join(", ");
  const one = attempt(named, value);
  if (one !== null) return one.name;
  if (verb === "priority_changed") return t.details.priorities[String(value)] ?? String(value);
  return typeof value === "string" ? value : "";
}
