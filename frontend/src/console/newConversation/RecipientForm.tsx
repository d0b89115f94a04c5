/** To whom, and from which inbox. */
import { useEffect, useId, useRef, useState, type FormEvent, type RefObject } from "react";
import type { Contact, Id, Inbox } from "../../protocol";
import { ApiError } from "../../protocol/rest/request";
import { getRecipient, proposalIn, type Recipient } from "../../protocol/rest/recipients";
import { searchOverList } from "../../ui/fieldKeys";
import { addressText, mainAddress } from "../../ui/text/format";
import { Field } from "../dialogs/Field";
import { FormFoot } from "../dialogs/FormFoot";
import { useDialogT } from "../i18n/language";
import { Suggestions, useSuggestions } from "./Suggestions";

interface RecipientFormProps {
  typed: string;
  setTyped: (typed: string) => void;
  inboxes: readonly Inbox[];
  inbox: Inbox;
  setInbox: (id: Id) => void;
  onFound: (recipient: Recipient) => void;
}

export function RecipientForm({ typed, setTyped, inbox, onFound, ...props }: RecipientFormProps) {
  const t = useDialogT().newConversation;
  const { problem, proposal, ask, forget } = useRecipient(inbox.id, onFound);
  const form = useFieldAfter(problem);
  const contacts = useSuggestions(typed);
  const change = (text: string): void => {
    setTyped(text);
    forget();
  };
  const from = (id: Id): void => {
    props.setInbox(id);
    forget();
  };
  const take = (text: string): void => {
    change(text);
    ask(text);
  };
  const choose = ({ addresses }: Contact): void => {
    const address = mainAddress(addresses);
    if (address) take(addressText(address));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // Whoever types a name means who stands there, the best first.
    const [named] = /\d/u.test(typed) ? [] : contacts;
    if (named) choose(named);
    else ask(typed);
  };
  return (
    <form className="form" ref={form} onSubmit={submit}>
      <div className="recipient" ref={searchOverList}>
        <Field label={t.to} value={typed} onChange={change} hint={t.toHint} problem={problem} />
        {proposal !== "" && (
          <button type="button" className="button" onClick={() => take(proposal)}>
            {t.use(proposal)}
          </button>
        )}
        <Suggestions contacts={contacts} onChoose={choose} />
      </div>
      <InboxSelect inboxes={props.inboxes} inbox={inbox} setInbox={from} />
      <FormFoot problem={typed.trim() === "" ? "" : null} label={t.next} />
    </form>
  );
}

/** The form, whose field gets the focus with a refusal: what was chosen may be gone with what it was chosen from. */
function useFieldAfter(problem: string): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (problem !== "") form.current?.querySelector("input")?.focus();
  }, [problem]);
  return form;
}

type InboxSelectProps = Pick<RecipientFormProps, "inboxes" | "inbox" | "setInbox">;

/** Nothing where there is only one. */
function InboxSelect({ inboxes, inbox, setInbox }: InboxSelectProps) {
  const t = useDialogT().newConversation;
  const id = useId();
  if (inboxes.length < 2) return null;
  return (
    <div className="form-field">
      <label htmlFor={id}>{t.from}</label>
      <select
        id={id}
        className="field"
        value={inbox.id}
        onChange={({ target }) => setInbox(Number(target.value))}
      >
        {inboxes.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
    </div>
  );
}

const NO_REFUSAL = { problem: "", proposal: "" };

/** Asks the server whom it means. What is asked or changed later makes an answer that is on its way count for nothing. */
function useRecipient(inbox: Id, onFound: (recipient: Recipient) => void) {
  const t = useDialogT().newConversation;
  const [refused, setRefused] = useState(NO_REFUSAL);
  const newest = useRef(0);
  const forget = (): void => {
    newest.current += 1;
    setRefused(NO_REFUSAL);
  };
  useEffect(() => () => void (newest.current += 1), []);
  const ask = (typed: string): void => {
    if (typed.trim() === "") return;
    forget();
    const own = newest.current;
    const ifNewest = (act: () => void): void => {
      if (own === newest.current) act();
    };
    getRecipient(inbox, typed).then(
      (recipient) => ifNewest(() => onFound(recipient)),
      (error: unknown) => {
        const isRefused = error instanceof ApiError;
        const problem = isRefused ? error.sentence : t.noAnswer;
        ifNewest(() => setRefused({ problem, proposal: isRefused ? proposalIn(error.body) : "" }));
      },
    );
  };
  return { ...refused, ask, forget };
}
