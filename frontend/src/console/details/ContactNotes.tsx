/** What colleagues should know of the customer, in every conversation. */
import { useQuery } from "@tanstack/react-query";
import { useState, type Dispatch, type KeyboardEvent, type SetStateAction } from "react";
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
import { Section } from "./Section";
import { useT } from "../i18n/language";

/** Kept fresh by the feeds of the inboxes that this agent follows; asked again for the rest. */
const FRESH_MS = 30_000;
/** As many as the server takes. */
const MOST = 4096;

export function ContactNotes({ contact }: { contact: Id }) {
  const t = useT().contactNotes;
  // Here, as the section may be folded while somebody writes.
  const [text, setText] = useState("");
  return (
    <Section name="notes" title={t.title} className="contact-notes">
      <Notes contact={contact} text={text} setText={setText} />
    </Section>
  );
}

interface NotesProps {
  contact: Id;
  text: string;
  setText: Dispatch<SetStateAction<string>>;
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
            onClick={() => run(notes.removeFromContact(note))}
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

function NewNote({ contact, text, setText }: NotesProps) {
  const t = useT().contactNotes;
  const { notes } = useClient();
  const run = useRun();
  const enterSends = useEnterSends();
  const content = text.trim();
  const add = (): void => {
    if (content === "") return;
    setText("");
    // Refused or lost: what was written is there again.
    const added = notes.addToContact(contact, content).catch((refused: unknown) => {
      setText((now) => now || content);
      throw refused;
    });
    run(added);
  };
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
      <button type="submit" className="button small" disabled={content === ""}>
        {t.add}
      </button>
    </form>
  );
}
