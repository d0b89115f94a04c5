import { type KeyboardEvent, type SubmitEvent, useRef, useState } from "react";
import { AttachMenu } from "./AttachMenu";
import { post, sendText } from "../calls";
import { errorSentence } from "../errorSentence";
import type { Customer, Message } from "../state";

interface Props {
  customer: Customer;
  quoted: Message | null;
  onQuote: (message: Message | null) => void;
  /** The own message that is being changed. */
  edited: Message | null;
  onEdit: (message: Message | null) => void;
  onRefused: (sentence: string) => void;
}

/** Enter sends, Shift+Enter breaks the line. */
export function Composer({ customer, quoted, onQuote, edited, onEdit, onRefused }: Props) {
  const [text, setText] = useState("");
  const box = useRef<HTMLTextAreaElement>(null);
  // Each message waits for the one before, so that fast typing keeps its order.
  const before = useRef(Promise.resolve());

  const hand = async (written: string, sending: () => Promise<unknown>) => {
    try {
      await sending();
      onRefused("");
    } catch (error) {
      onRefused(errorSentence(error));
      setText((since) => (since === "" ? written : `${written}\n${since}`));
    }
  };
  const send = () => {
    const written = text.trim();
    if (written === "") return;
    const [answered, changed] = [quoted?.id ?? null, edited];
    const sending = () =>
      changed === null
        ? sendText(customer.id, written, answered)
        : post(`messages/${changed.id}/edit`, { text: written });
    before.current = before.current.then(() => hand(written, sending));
    setText("");
    onQuote(null);
    onEdit(null);
    box.current?.focus();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    send();
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form className="composer" onSubmit={submit}>
      {quoted === null ? null : <Line text={quoted.body} label="Do not quote" onDrop={() => onQuote(null)} />}
      {edited === null ? null : (
        <Line text={`Edit: ${edited.body}`} label="Do not edit" onDrop={() => onEdit(null)} />
      )}
      <AttachMenu
        customer={customer}
        quoted={quoted?.id ?? null}
        onSent={() => onQuote(null)}
        onRefused={onRefused}
      />
      <textarea
        ref={box}
        className="field"
        rows={1}
        maxLength={4096}
        dir="auto"
        aria-label={`Message as ${customer.name}`}
        placeholder={`Write as ${customer.name}…`}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={key}
      />
      <button type="submit" className="button primary">
        {edited === null ? "Send" : "Change"}
      </button>
    </form>
  );
}

function Line({ text, label, onDrop }: { text: string; label: string; onDrop: () => void }) {
  return (
    <p className="quoting">
      <span dir="auto">{text}</span>
      <button type="button" className="link" onClick={onDrop}>
        {label}
      </button>
    </p>
  );
}
