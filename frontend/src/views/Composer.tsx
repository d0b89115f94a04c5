/** Where replies are written. The draft of each conversation is kept until it is sent. */
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState, type KeyboardEvent, type Ref } from "react";
import { t } from "../i18n/en";
import type { Conversation } from "../protocol";
import { contactName, windowState } from "../format";
import { useDesk, useNow } from "./context";
import { Send } from "./icons";

const LONGEST = 4096;
/** From here on the number of characters left is shown. */
const COUNT_FROM = 3600;

export interface ComposerHandle {
  focus: () => void;
  /** Puts text in front of what is written. */
  restore: (text: string) => void;
  /** Sends what is written, if anything. */
  send: (thenResolve: boolean) => void;
}

export function Composer({ conversation, ref }: { conversation: Conversation; ref: Ref<ComposerHandle> }) {
  const desk = useDesk();
  const { id, contact } = conversation;
  const [text, setText] = useState(() => desk.keep.draft(id));
  const area = useRef<HTMLTextAreaElement>(null);
  useGrowing(area, text);
  useEffect(() => desk.keep.setDraft(id, text), [desk, id, text]);

  const length = Array.from(text).length;
  const canSend = text.trim() !== "" && length <= LONGEST && !contact.blocked;
  const send = (thenResolve: boolean): void => {
    if (!canSend) return;
    desk.send(conversation, text.trim(), thenResolve);
    setText("");
  };
  useImperativeHandle(ref, () => ({
    focus: () => area.current?.focus(),
    restore: (before) => {
      setText((now) => (now.trim() === "" ? before : `${before}\n${now}`));
      area.current?.focus();
    },
    send,
  }));
  const onKeyDown = (event: KeyboardEvent): void => {
    // While an input method composes, Enter picks a word.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    send(false);
  };

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send(false);
      }}
    >
      <ComposerHint conversation={conversation} length={length} />
      <div className="composer-box">
        <textarea
          ref={area}
          rows={1}
          dir="auto"
          value={text}
          placeholder={t.composer.placeholder}
          aria-label={t.composer.label(contactName(contact))}
          enterKeyHint="send"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <button type="submit" className="send" disabled={!canSend} aria-label={t.composer.send}>
          <Send />
        </button>
      </div>
      <p className="composer-keys" aria-hidden="true">{t.composer.hint}</p>
    </form>
  );
}

function ComposerHint({ conversation, length }: { conversation: Conversation; length: number }) {
  const now = useNow();
  const { contact, window: service } = conversation;
  const isClosed = windowState(service.closes_at, now).level === "closed";
  if (contact.blocked) return <p className="composer-hint red">{t.composer.blocked}</p>;
  if (length > LONGEST) return <p className="composer-hint red" role="status">{t.composer.tooLong(length - LONGEST)}</p>;
  if (length > COUNT_FROM) return <p className="composer-hint">{t.composer.left(LONGEST - length)}</p>;
  return isClosed ? <p className="composer-hint amber">{t.window.closedHint}</p> : null;
}

const GROWS_BY_ITSELF = CSS.supports("field-sizing", "content");

/** The box grows with its text, also where style sheets cannot say so; where it stops they do say. */
function useGrowing(area: React.RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const { current } = area;
    if (!current || GROWS_BY_ITSELF) return;
    current.style.height = "auto";
    current.style.height = `${current.scrollHeight}px`;
  }, [area, text]);
}
