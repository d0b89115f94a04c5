/** What becomes of it: its status, and the way to everything else that can be done with it. */
import type { Conversation, ConversationStatus } from "../../protocol";
import { Check, Flag, Hourglass, Person, Reopen, Snooze, Tag, Team, Unread } from "../../ui/components/icons";
import { Picker, type PickerGroup, type PickerItem } from "../../ui/components/Picker";
import { useClient, useRun } from "../context";
import type { DialogSentences } from "../i18n/dialogs.en";
import { useDialogT } from "../i18n/language";
import { keysOf } from "../keyboard/keys";
import type { OpenPickerProps } from "./OpenPicker";
import { useResolve } from "../shell/advance";
import { useMarkUnread } from "../shell/useMarkUnread";
import { closePicker, switchPicker, type PickerKind } from "./picking";

const NEXT = "next";
const SWITCHES: ReadonlySet<string> = new Set<PickerKind>(["owner", "team", "snooze", "priority", "labels"]);

export function StatusPicker({ conversation, picking }: OpenPickerProps) {
  const t = useDialogT().picker;
  const client = useClient();
  const run = useRun();
  const resolve = useResolve();
  const markUnread = useMarkUnread();
  const pick = (id: string): void => {
    const to = id === "snoozed" ? "snooze" : id;
    if (SWITCHES.has(to)) return switchPicker(picking, to as PickerKind);
    closePicker(picking, false);
    if (to === "unread") markUnread(conversation);
    else if (to === NEXT) resolve(conversation, "open");
    else if (to === "resolved" && to !== conversation.status) resolve(conversation, "stay");
    else if (to !== conversation.status)
      run(client.change(conversation.id, { status: to as ConversationStatus }));
  };
  return (
    <Picker
      label={t.status}
      none={t.nothing}
      groups={[statuses(t, conversation), more(t, conversation)]}
      chosen={[conversation.status]}
      anchor={picking.anchor}
      onPick={pick}
      onClose={(left) => closePicker(picking, left)}
    />
  );
}

function statuses(t: DialogSentences["picker"], { status }: Conversation): PickerGroup {
  const items: (PickerItem & { id: ConversationStatus | typeof NEXT })[] = [
    { id: "open", label: t.open, mark: <Reopen /> },
    { id: "pending", label: t.pending, hint: t.pendingHint, mark: <Hourglass /> },
    { id: "snoozed", label: t.snooze, mark: <Snooze />, keys: keysOf("snooze") },
    { id: "resolved", label: t.resolve, mark: <Check />, keys: keysOf("resolve") },
  ];
  if (status !== "resolved")
    items.push({ id: NEXT, label: t.resolveNext, mark: <Check />, keys: keysOf("resolveNext") });
  return { label: t.status, items };
}

function more(t: DialogSentences["picker"], { unread, last_message: last }: Conversation): PickerGroup {
  const items: PickerItem[] = [
    { id: "owner", label: t.assign, mark: <Person />, keys: keysOf("assignTo") },
    { id: "team", label: t.team, mark: <Team />, keys: keysOf("team") },
    { id: "labels", label: t.labels, mark: <Tag />, keys: keysOf("label") },
    { id: "priority", label: t.priority, mark: <Flag />, keys: keysOf("priority") },
  ];
  if (unread === 0 && last !== null)
    items.push({ id: "unread", label: t.unread, mark: <Unread />, keys: keysOf("unread") });
  return { label: t.more, items };
}
