/** What is out of the ordinary about a conversation, each a way to change it: status, priority, labels. */
import type { Conversation } from "../../protocol";
import { soonTime } from "../../ui/text/format";
import { Flag, Hourglass, Snooze, Check } from "../../ui/components/icons";
import { useNow } from "../context";
import type { Sentences } from "../i18n/en";
import { useT } from "../i18n/language";
import { PickerButton } from "../pickers/PickerButton";

const MARKS = { pending: Hourglass, snoozed: Snooze, resolved: Check } as const;

export function StateChips({ conversation }: { conversation: Conversation }) {
  const t = useT();
  const { id, priority, labels } = conversation;
  const names = labels.map(({ name }) => name).join(", ");
  const isUrgent = priority !== "normal";
  return (
    <>
      <StatusChip conversation={conversation} />
      {isUrgent && (
        <PickerButton
          what="priority"
          conversation={id}
          label={t.actions.priority(t.details.priorities[priority] ?? priority)}
          className="chip-button"
        >
          <span className="chip">
            <Flag className={`flag ${priority}`} />
            {t.details.priorities[priority] ?? priority}
          </span>
        </PickerButton>
      )}
      {labels.length > 0 && (
        <PickerButton what="labels" conversation={id} label={t.actions.labels(names)} className="chip-button">
          {labels.map((label) => (
            <LabelChip key={label.id} label={label} />
          ))}
        </PickerButton>
      )}
    </>
  );
}

export function LabelChip({ label }: { label: Conversation["labels"][number] }) {
  return (
    <span className="chip">
      <i className="dot" style={{ background: label.color }} />
      <bdi>{label.name}</bdi>
    </span>
  );
}

function StatusChip({ conversation: { id, status, snoozed_until: until } }: { conversation: Conversation }) {
  const t = useT();
  const words = useStatusWords({ status, snoozed_until: until });
  if (status === "open") return null;
  const Mark = MARKS[status];
  return (
    <PickerButton
      what={status === "snoozed" ? "snooze" : "status"}
      conversation={id}
      label={t.actions.status(words)}
      className="chip-button"
    >
      <span className="chip">
        <Mark />
        {words}
      </span>
    </PickerButton>
  );
}

/** "Open", "Snoozed until Tue 09:00". */
export function useStatusWords(stands: Pick<Conversation, "status" | "snoozed_until">): string {
  const t = useT();
  const now = useNow();
  return statusWords(stands, now, t);
}

function statusWords(
  { status, snoozed_until: until }: Pick<Conversation, "status" | "snoozed_until">,
  now: number,
  t: Sentences,
): string {
  const word = t.details.statuses[status];
  return until === null ? word : t.actions.until(word, soonTime(new Date(until), new Date(now)));
}
