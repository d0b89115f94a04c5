/** How the conversation stands; what may be changed is a picker where it stands. */
import { useMemo } from "react";
import { listTime, soonTime, windowState } from "../../ui/text/format";
import type { Conversation, Id } from "../../protocol";
import { authorsOf, isWhole } from "../../store/state/thread";
import { Fact } from "../../ui/components/Fact";
import { Chevron, Flag } from "../../ui/components/icons";
import { useInbox, useNow, useThread } from "../context";
import type { Sentences } from "../i18n/en";
import { useT } from "../i18n/language";
import { PickerButton } from "../pickers/PickerButton";
import { Copied } from "../shared/CopyButton";
import { LabelChip, useStatusWords } from "../shared/StateChips";
import { OwnerMark } from "../thread/HeadActions";
import { useOwnerAvailability, useOwnerName } from "../shared/useOwnerName";

export function ConversationFacts({ conversation }: { conversation: Conversation }) {
  const t = useT();
  const inbox = useInbox(conversation.inbox);
  return (
    <>
      <Fact name={t.details.reference}>
        <Copied text={`#${conversation.id}`} />
      </Fact>
      <Assignee conversation={conversation} />
      {conversation.answered_by !== null && conversation.window.open && (
        <Fact name={t.details.answeredBy}>{conversation.answered_by}</Fact>
      )}
      <Stands conversation={conversation} />
      <Labels conversation={conversation} />
      <Window service={conversation.window} hours={inbox?.capabilities.window_hours} />
      {inbox && (
        <Fact name={t.details.inbox}>
          <bdi>{inbox.name}</bdi> · <bdi dir="ltr">{inbox.address}</bdi>
        </Fact>
      )}
      <Participants conversation={conversation.id} />
    </>
  );
}

/** The agents who wrote, the last one first, as far as the thread is loaded. */
function Participants({ conversation }: { conversation: Id }) {
  const t = useT();
  const thread = useThread(conversation);
  const names = useMemo(() => authorsOf(thread), [thread]);
  if (names.length === 0) return null;
  return (
    <Fact name={t.details.participants}>
      <bdi>{names.join(", ")}</bdi>
      {!isWhole(thread) && <span className="muted"> · {t.details.participantsLoaded}</span>}
    </Fact>
  );
}

function Assignee({ conversation }: { conversation: Conversation }) {
  const t = useT();
  const { id, assignee, team } = conversation;
  // Whose team it is stands below, and may be changed by itself.
  const alone = { ...conversation, team: null };
  const name = useOwnerName(alone);
  const says = useOwnerAvailability(alone, name);
  const teamName = team?.name ?? t.list.noTeam;
  return (
    <>
      <Fact name={t.details.assignee}>
        <PickerButton what="assignee" conversation={id} label={t.actions.owner(says)} className="fact-button">
          {assignee && <OwnerMark conversation={alone} />}
          <bdi>{name}</bdi>
          <Chevron />
        </PickerButton>
      </Fact>
      <Fact name={t.details.team}>
        <PickerButton what="team" conversation={id} label={t.actions.team(teamName)} className="fact-button">
          <bdi>{teamName}</bdi>
          <Chevron />
        </PickerButton>
      </Fact>
    </>
  );
}

function Stands({ conversation }: { conversation: Conversation }) {
  const t = useT();
  const { id, priority } = conversation;
  const status = useStatusWords(conversation);
  const urgency = t.details.priorities[priority] ?? priority;
  return (
    <>
      <Fact name={t.details.status}>
        <PickerButton
          what="status"
          conversation={id}
          label={t.actions.status(status)}
          className="fact-button"
        >
          <span>{status}</span>
          <Chevron />
        </PickerButton>
      </Fact>
      <Fact name={t.details.priority}>
        <PickerButton
          what="priority"
          conversation={id}
          label={t.actions.priority(urgency)}
          className="fact-button"
        >
          {priority !== "normal" && <Flag className={`flag ${priority}`} />}
          <span>{urgency}</span>
          <Chevron />
        </PickerButton>
      </Fact>
    </>
  );
}

function Labels({ conversation: { id, labels } }: { conversation: Conversation }) {
  const t = useT();
  const names = labels.map(({ name }) => name).join(", ");
  const isBare = labels.length === 0;
  return (
    <Fact name={t.details.labels}>
      <PickerButton
        what="labels"
        conversation={id}
        label={isBare ? t.actions.addLabels : t.actions.labels(names)}
        className="fact-button"
      >
        {isBare ? (
          <span>{t.actions.addLabels}</span>
        ) : (
          labels.map((label) => <LabelChip key={label.id} label={label} />)
        )}
        <Chevron />
      </PickerButton>
    </Fact>
  );
}

/** `hours` 0: this inbox's provider knows no window. */
function Window({ service, hours }: { service: Conversation["window"]; hours: number | undefined }) {
  const t = useT();
  const now = useNow();
  if (hours === 0) return null;
  return <Fact name={t.details.window}>{windowSentence(service, now, t)}</Fact>;
}

function windowSentence(service: Conversation["window"], now: number, t: Sentences): string {
  if (service.closes_at === null) return t.details.windowNever;
  const isOpen = windowState(service, now).level !== "closed";
  const at = new Date(service.closes_at);
  if (isOpen) return t.details.windowUntil(soonTime(at, new Date(now)));
  return t.details.windowClosed(listTime(service.closes_at, new Date(now)));
}
