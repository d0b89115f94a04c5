/** What colleagues should know of the customer, in every conversation. */
import { useQuery } from "@tanstack/react-query";
import { useState, type KeyboardEvent } from "react";
import type { ContactNote, Id } from "../../protocol";
import { contactNotesKey } from "../../store/notes/notes";
import { fullTime } from "../../ui/text/format";
import { Trash } from "../../ui/components/icons";
import { isComposing } from "../../ui/focus";
import { isSend } from "../composer/enter";
import { useClient, useRun, useSignal } from "../context";
import { useEnterSends } from "../keyboard/useKeySettings";
import { UnansweredLine } from "../shared/Unanswered";
import { useSilent } from "../shared/useSilent";
import { useSay } from "../shell/useSay";
import { Section } from "./Section";
import { useT } from "../i18n/language";

/** Kept fresh by the feeds of the inboxes that this agent follows; asked again for the rest. */
const FRESH_MS = 30_000;
/** As many as the server takes. */
const MOST = 4096;

export function ContactNotes({ contact }: { contact: Id }) {
  const t = useT().contactNotes;
  // Here, as the section may be folded while somebody writes.
  const written = useWritten(contact);
  return (
    <Section name="notes" title={t.title} className="contact-notes">
      <Notes contact={contact} {...written} />
    </Section>
  );
}

interface Written {
  text: string;
  setText: (text: string) => void;
  /** What was refused, unless something else is written by then. */
  putBack: (text: string) => void;
}

/** A note that is begun stays with its contact, also when another one is looked at, until it is added. */
function useWritten(contact: Id): Written {
  const { persistedDrafts } = useClient();
  const [text, show] = useState(() => persistedDrafts.contactNote(contact));
  const setText = (next: string): void => {
    persistedDrafts.setContactNote(contact, next);
    show(next);
  };
  // Whoever was refused may look at somebody else by now.
  const putBack = (refused: string): void => setText(persistedDrafts.contactNote(contact) || refused);
  return { text, setText, putBack };
}

interface NotesProps extends Written {
  contact: Id;
}

function Notes({ contact, ...written }: NotesProps) {
  const t = useT().contactNotes;
  const { notes, ready } = useClient();
  const asked = useQuery({
    queryKey: contactNotesKey(contact),
    queryFn: ({ signal }) => notes.ofContact(contact, signal),
    staleTime: FRESH_MS,
    // With the thread, which brings them.
    enabled: useSignal(ready),
  });
  const isSilent = useSilent(asked);
  const { data, isError } = asked;
  return (
    <>
      {isSilent && <UnansweredLine />}
      {isError && (
        <p className="muted" role="status">
          {t.failed}
        </p>
      )}
      {data?.length === 0 && <p className="muted">{t.none}</p>}
      <ul>
        {data?.map((note) => (
          <li key={note.id}>
            <Known note={note} />
          </li>
        ))}
      </ul>
      <NewNote contact={contact} {...written} />
    </>
  );
}

function Known({ note }: { note: ContactNote }) {
  const t = useT().contactNotes;
  const { me, notes } = useClient();
  const run = useRun();
  const say = useSay();
  const mayDelete = note.author?.id === me.id || me.role !== "agent";
  return (
    <article className="contact-note">
      <p dir="auto">{note.content}</p>
      <footer>
        <span className="muted">
          <bdi>{note.author?.name ?? t.somebody}</bdi> · {fullTime(note.created_at)}
        </span>
        {mayDelete && (
          <button
            type="button"
            className="icon-button small"
            onClick={() => run(notes.removeFromContact(note).then(() => say(t.removed)))}
            aria-label={t.remove(note.content.slice(0, 40))}
            title={t.remove("")}
          >
            <Trash />
          </button>
        )}
      </footer>
    </article>
  );
}

function useAdd({ contact, text, setText, putBack }: NotesProps): () => void {
  const t = useT().contactNotes;
  const { notes } = useClient();
  const run = useRun();
  const say = useSay();
  return () => {
    const content = text.trim();
    if (content === "") return;
    setText("");
    // Refused or lost: what was written is there again.
    const added = notes.addToContact(contact, content).catch((refused: unknown) => {
      putBack(content);
      throw refused;
    });
    run(added.then(() => say(t.added)));
  };
}

function NewNote(props: NotesProps) {
  const t = useT().contactNotes;
  const enterSends = useEnterSends();
  const add = useAdd(props);
  const { text, setText } = props;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event.nativeEvent) || !isSend(event, enterSends)) return;
    event.preventDefault();
    add();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <textarea
        className="field"
        rows={1}
        dir="auto"
        maxLength={MOST}
        value={text}
        placeholder={t.placeholder}
        aria-label={t.label}
        enterKeyHint={enterSends ? "done" : "enter"}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <button type="submit" className="button small" disabled={text.trim() === ""}>
        {t.add}
      </button>
    </form>
  );
}
