/** The draft of a note, which is another one than that of a reply: what it says, whom it names, whether it is being written. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Colleague, Conversation, Message, Team } from "../../../protocol";
import type { NoteChange, NoteDraft } from "../../../store/drafts/persistedDrafts";
import { addressedBy, mentionsIn, type Mentionable } from "../../../store/notes/mentions";
import { useClient, useRun } from "../../context";
import type { Sent } from "../useReply";
import { useKeptDraft } from "../useDraft";
import { colleaguesKey, teamsKey } from "./useMentionables";

/** The server's, and WhatsApp's. */
export const MOST = 4096;

export interface NoteActions {
  readonly conversation: Conversation;
  /** A note is being written, not a reply. */
  readonly isOn: boolean;
  readonly text: string;
  /** A note that is being changed; null: a new one. */
  readonly changed: Message | null;
  readonly canAdd: boolean;
  readonly turn: (on: boolean) => void;
  readonly type: (text: string) => void;
  /** Somebody was chosen, and stands in the text now. */
  readonly pick: (who: Mentionable, text: string) => void;
  readonly change: (note: Message) => void;
  /** The note is to stay as it is. */
  readonly leave: () => void;
  /** A changed note is saved first, and only then is the conversation resolved. */
  readonly add: (thenResolve: boolean) => Sent;
  /** Puts back what was refused. */
  readonly restore: (draft: NoteDraft) => void;
}

export function useNote(conversation: Conversation, onRefocus: () => void): NoteActions {
  const drafts = useNoteDrafts(conversation);
  const { changing, setChanging } = drafts;
  const { text, picked } = changing ?? drafts.draft;
  const [isOn, setOn] = useState(drafts.isFirst);
  const canAdd = text.trim() !== "" && Array.from(text).length <= MOST;
  const send = useSend(conversation, drafts.putBack);
  const turn = (on: boolean): void => {
    setOn(on);
    onRefocus();
  };
  const leave = (): void => {
    setChanging(null);
    onRefocus();
  };
  return {
    conversation,
    isOn,
    text,
    changed: changing?.note ?? null,
    canAdd,
    turn,
    leave,
    type: (next) => drafts.set({ text: next, picked }),
    pick: (who, next) => drafts.set({ text: next, picked: [...picked, who] }),
    change: (note) => {
      setChanging({ note, text: note.content, picked: addressedBy(note).named });
      turn(true);
    },
    add: (thenResolve) => {
      if (!canAdd) return "nothing";
      const sent = send({ text: text.trim(), picked }, changing, thenResolve);
      leave();
      return sent;
    },
    restore: (before) => {
      drafts.putBefore(before);
      turn(true);
    },
  };
}

function joined(before: NoteDraft, now: NoteDraft): NoteDraft {
  return {
    text: now.text.trim() === "" ? before.text : `${before.text}\n${now.text}`,
    picked: [...before.picked, ...now.picked],
  };
}

/** A new note, and the one that is being changed: both are kept until they are with the server. */
function useNoteDrafts({ id }: Conversation) {
  const { persistedDrafts, draftKeeper } = useClient();
  const { drafts } = draftKeeper;
  const { content } = useKeptDraft(id, "note");
  const [changing, setChanging] = useState(() => persistedDrafts.noteChange(id));
  useEffect(() => persistedDrafts.setNoteChange(id, changing), [persistedDrafts, id, changing]);
  const place = { conversation: id, mode: "note" } as const;
  const setDraft = ({ text, picked }: NoteDraft): void => drafts.edit(place, { text, mentions: [...picked] });
  return {
    draft: { text: content.text, picked: content.mentions },
    putBefore: (before: NoteDraft): void => {
      const { text, mentions } = drafts.get(place).content;
      setDraft(joined(before, { text, picked: mentions }));
    },
    /** What was refused; another conversation may be open by then. */
    putBack: (change: NoteChange): void => {
      persistedDrafts.setNoteChange(id, change);
      setChanging((now) => now ?? change);
    },
    changing,
    setChanging,
    set: (next: NoteDraft): void =>
      changing === null ? setDraft(next) : setChanging({ ...changing, ...next }),
    // Who left in the middle of a note comes back to it.
    isFirst: () =>
      (changing !== null || content.text !== "") &&
      drafts.get({ conversation: id, mode: "reply" }).content.text === "",
  };
}

function useSend(conversation: Conversation, putBack: (change: NoteChange) => void) {
  const client = useClient();
  const { notes } = client;
  const run = useRun();
  const known = useKnown(conversation.inbox);
  return ({ text, picked }: NoteDraft, changing: NoteChange | null, thenResolve: boolean): Sent => {
    // Also of those whose name was typed to its end.
    const named = mentionsIn(text, [...picked, ...known()]);
    if (changing === null) {
      const draftRevision = client.draftKeeper.spend({ conversation: conversation.id, mode: "note" });
      notes.add(conversation, text, named, { thenResolve, draftRevision });
      return "sent";
    }
    const edited = notes.edit(changing.note, text, named).catch((refused: unknown) => {
      putBack(changing);
      throw refused;
    });
    run(edited);
    if (!thenResolve) return "sent";
    return edited.then(
      () => {
        run(client.change(conversation.id, { status: "resolved" }));
        return "sent";
      },
      () => "refused",
    );
  };
}

/** Those who were read for the picker, as they are when a note is added. */
function useKnown(inbox: number): () => Mentionable[] {
  const queries = useQueryClient();
  return () => [
    ...(queries.getQueryData<Colleague[]>(colleaguesKey(inbox)) ?? []).map(
      ({ id, name }) => ({ kind: "agent", id, name }) as const,
    ),
    ...(queries.getQueryData<Team[]>(teamsKey(inbox)) ?? []).map(
      ({ id, name }) => ({ kind: "team", id, name }) as const,
    ),
  ];
}
