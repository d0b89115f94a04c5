import { type KeyboardEvent, type SubmitEvent, useRef, useState } from "react";
import { AttachMenu } from "./AttachMenu";
import { post, sendText } from "../calls";
import { errorSentence } from "../errorSentence";
import type { Customer, Message } from "../state";
import { isComposing } from "../../ui/focus";
import { useT } from "../i18n/language";

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
export function Composer(props: Props) {
  const t = useT();
  const { customer, quoted, onQuote, edited, onEdit, onRefused } = props;
  const box = useRef<HTMLTextAreaElement>(null);
  const { text, setText, send } = useSending(props);
  const submit = (event: SubmitEvent | KeyboardEvent) => {
    event.preventDefault();
    if (send()) box.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.shiftKey && !isComposing(event.nativeEvent)) submit(event);
  };
  return (
    <form className="composer" onSubmit={submit}>
      {quoted === null ? null : (
        <Line text={quoted.body} label={t.composer.noQuote} onDrop={() => onQuote(null)} />
      )}
      {edited === null ? null : (
        <Line text={t.composer.editing(edited.body)} label={t.composer.noEdit} onDrop={() => onEdit(null)} />
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
        aria-label={t.composer.label(customer.name)}
        placeholder={t.composer.placeholder(customer.name)}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <button type="submit" className="button primary">
        {edited === null ? t.composer.send : t.composer.change}
      </button>
    </form>
  );
}

/** Each message waits for the one before, so that fast typing keeps its order. */
function useSending({ customer, quoted, onQuote, edited, onEdit, onRefused }: Props) {
  const t = useT();
  const [text, setText] = useState("");
  const before = useRef(Promise.resolve());
  const deliver = async (written: string, sending: () => Promise<unknown>) => {
    try {
      await sending();
      onRefused("");
    } catch (error) {
      onRefused(errorSentence(error, t));
      setText((since) => (since === "" ? written : `${written}\n${since}`));
    }
  };
  /** Answers whether there was anything to send. */
  const send = (): boolean => {
    const written = text.trim();
    if (written === "") return false;
    const [answered, changed] = [quoted?.id ?? null, edited];
    const sending = () =>
      changed === null
        ? sendText(customer.id, written, answered)
        : post(`messages/${changed.id}/edit`, { text: written });
    before.current = before.current.then(() => deliver(written, sending));
    setText("");
    onQuote(null);
    onEdit(null);
    return true;
  };
  return { text, setText, send };
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
