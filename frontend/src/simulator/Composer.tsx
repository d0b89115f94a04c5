import { type KeyboardEvent, type SubmitEvent, useRef, useState } from "react";
import { ApiError } from "../api";
import { sendText } from "./calls";
import type { Customer, Message } from "./state";

interface Props {
  customer: Customer;
  quoted: Message | null;
  onQuote: (message: Message | null) => void;
  onRefused: (sentence: string) => void;
}

/** Enter sends, Shift+Enter breaks the line. */
export function Composer({ customer, quoted, onQuote, onRefused }: Props) {
  const [text, setText] = useState("");
  const box = useRef<HTMLTextAreaElement>(null);
  // Each message waits for the one before, so that fast typing keeps its order.
  const before = useRef(Promise.resolve());

  const hand = async (written: string, answered: number | null) => {
    try {
      await sendText(customer.id, written, answered);
      onRefused("");
    } catch (error) {
      onRefused(error instanceof ApiError ? error.sentence : "The server does not answer.");
      setText((since) => (since === "" ? written : `${written}\n${since}`));
    }
  };
  const send = () => {
    const [written, answered] = [text.trim(), quoted?.id ?? null];
    if (written === "") return;
    before.current = before.current.then(() => hand(written, answered));
    setText("");
    onQuote(null);
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
      {quoted === null ? null : (
        <p className="quoting">
          <span dir="auto">{quoted.body}</span>
          <button type="button" className="link" onClick={() => onQuote(null)}>
            Do not quote
          </button>
        </p>
      )}
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
        Send
      </button>
    </form>
  );
}
