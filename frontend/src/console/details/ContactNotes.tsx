/** What colleagues should know of the customer, in every conversation. */
import { useQuery } from "@tanstack/react-query";
import type { KeyboardEvent } from "react";
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
  return (
    <Section name="notes" title={t.title} className="contact-notes">
      <Notes contact={contact} />
    </Section>
  );
}

function Notes({ contact }: { contact: Id }) {
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
      <NewNote contact={contact} />
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

function NewNote({ contact }: { contact: Id }) {
  const t = useT().contactNotes;
  const enterSends = useEnterSends();
  const { notes, persistedDrafts } = useClient();
  const { begun } = persistedDrafts;
  const run = useRun();
  const say = useSay();
  const text = useSignal(begun.shown).get(contact) ?? begun.text(contact);
  const add = (): void => {
    if (text.trim() === "") return;
    const added = begun.add(contact, (content) => notes.addToContact(contact, content));
    run(added.then(() => say(t.added)));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // With and without Ctrl, whichever of them sends: a note resolves nothing.
    if (isComposing(event.nativeEvent) || !(isSend(event, enterSends) || isSend(event, false))) return;
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
        onChange={(event) => begun.set(contact, event.target.value)}
        onKeyDown={onKeyDown}
      />
      <button type="submit" className="button small" disabled={text.trim() === ""}>
        {t.add}
      </button>
    </form>
  );
}
