/** One message of the thread. */
import { memo, useState, type ReactNode } from "react";
import { clockTime, fileSize, linked } from "../format";
import { t } from "../i18n/en";
import type { Attachment, Message } from "../protocol";
import { Ticks } from "./bits";
import { useAct, useDesk } from "./context";
import { Exclamation, File, Question } from "./icons";

interface BubbleProps {
  message: Message;
  /** Directly under another one of the same author. */
  joined: boolean;
  onInspect: (message: Message) => void;
}

export const Bubble = memo(function Bubble({ message, joined, onInspect }: BubbleProps) {
  if (message.kind === "system") return <p className="system-line">{message.content}</p>;
  const { direction, author } = message;
  return (
    <div className={`bubble-line ${direction} ${joined ? "joined" : ""}`} data-message={message.id}>
      <div className="bubble">
        {!joined && direction !== "inbound" && author && <p className="bubble-author">{author.name}</p>}
        {direction === "note" && <p className="bubble-hint">{t.bubble.note}</p>}
        <Quote message={message} />
        <Content message={message} />
        <Meta message={message} onInspect={onInspect} />
        {message.reactions.length > 0 && (
          <p className="reactions">{message.reactions.map(({ emoji }) => emoji).join(" ")}</p>
        )}
      </div>
      <Trouble message={message} />
    </div>
  );
});

function Quote({ message: { reply_to: quoted } }: { message: Message }) {
  return quoted ? <blockquote className="quote" dir="auto">{quoted.preview}</blockquote> : null;
}

const PLAIN: ReadonlySet<string> = new Set(["text", "note", "button", "template", "interactive"]);

/** Text as it is; every other kind as an honest placeholder around its readable line. */
function Content({ message }: { message: Message }) {
  const { kind, content, attachments } = message;
  if (message.revoked_at !== null) return <p className="bubble-text revoked">{t.bubble.revoked}</p>;
  if (PLAIN.has(kind)) return <Text text={content} />;
  return (
    <div className="placeholder">
      <File />
      <div>
        <p className="placeholder-kind">{t.kinds[kind]}</p>
        <Text text={content} />
        {attachments.map((attachment) => <AttachmentLine key={attachment.id} attachment={attachment} />)}
        <p className="bubble-hint">{kind === "unsupported" ? t.bubble.unsupported : t.bubble.onPhone}</p>
      </div>
    </div>
  );
}

function AttachmentLine({ attachment }: { attachment: Attachment }) {
  const { filename, mime_type, size } = attachment;
  const parts = [filename || mime_type, size === null ? "" : fileSize(size)].filter((part) => part !== "");
  return parts.length > 0 ? <p className="bubble-hint">{parts.join(" · ")}</p> : null;
}

export function Text({ text }: { text: string }): ReactNode {
  return (
    <p className="bubble-text" dir="auto">
      {linked(text).map(({ text: part, href }, index) =>
        href === null ? (
          part
        ) : (
          // oxlint-disable-next-line react/no-array-index-key -- parts of one text never move
          <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow">{part}</a>
        ),
      )}
    </p>
  );
}

function Meta({ message, onInspect }: Omit<BubbleProps, "joined">) {
  const time = clockTime(message.timestamp);
  return (
    <button
      type="button"
      className="bubble-meta"
      onClick={() => onInspect(message)}
      aria-label={t.bubble.details(t.statuses[message.status], time)}
    >
      {message.edited_at !== null && <span>{t.bubble.edited}</span>}
      <time dateTime={message.timestamp}>{time}</time>
      <Ticks direction={message.direction} status={message.status} />
    </button>
  );
}

/** What went wrong in plain words, and what can be done. */
function Trouble({ message }: { message: Message }) {
  if (message.direction !== "outbound") return null;
  if (message.status === "failed") return <Failed message={message} />;
  return message.status === "unconfirmed" ? <Unconfirmed message={message} /> : null;
}

function Failed({ message }: { message: Message }) {
  const desk = useDesk();
  const { error } = message;
  return (
    <div className="trouble red">
      <Exclamation />
      <div>
        <p><strong>{error?.title ?? t.statuses.failed}</strong></p>
        {error && error.detail !== "" && <p>{error.detail}</p>}
        {error && error.action !== "" && <p>{error.action}</p>}
        <p className="trouble-actions">
          <Verb label={t.bubble.resend} busy={t.bubble.resending} work={() => desk.retry(message)} />
        </p>
      </div>
    </div>
  );
}

function Unconfirmed({ message }: { message: Message }) {
  const desk = useDesk();
  return (
    <div className="trouble amber">
      <Question />
      <div>
        <p>{t.bubble.unconfirmed}</p>
        <p className="trouble-actions">
          <Verb label={t.bubble.arrived} work={() => desk.confirm(message)} />
          <Verb label={t.bubble.sendAgain} busy={t.bubble.resending} work={() => desk.retry(message)} />
        </p>
      </div>
    </div>
  );
}

/** A button that cannot be pressed twice while its request is under way. */
function Verb({ label, busy, work }: { label: string; busy?: string; work: () => Promise<void> }) {
  const act = useAct();
  const [running, setRunning] = useState(false);
  const run = (): void => {
    setRunning(true);
    act(work().finally(() => setRunning(false)));
  };
  return (
    <button type="button" className="button small" disabled={running} onClick={run}>
      {running ? (busy ?? label) : label}
    </button>
  );
}
