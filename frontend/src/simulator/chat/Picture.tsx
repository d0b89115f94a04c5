import { words } from "./content";
import type { Message } from "../state";
import { useT } from "../i18n/language";

const KB = 1024;

/** A file of a message: seen, heard or to be opened. */
export function Picture({ message }: { message: Message }) {
  const t = useT();
  const { media, payload } = message;
  if (media === null) return <p className="gone">{message.body}</p>;
  const kind = media.mime_type.split("/")[0];
  // What the business calls its document; the upload has a name of its own.
  const name = words(payload["filename"]) || media.filename || message.kind;
  if (kind === "image")
    return <img className={`media ${message.kind}`} src={media.url} alt={name} loading="lazy" />;
  if (kind === "video")
    // oxlint-disable-next-line jsx-a11y/media-has-caption -- nobody wrote captions for what a customer filmed
    return <video className="media" src={media.url} controls preload="metadata" aria-label={name} />;
  if (kind === "audio")
    // oxlint-disable-next-line jsx-a11y/media-has-caption -- nor for what they recorded
    return <audio className="media" src={media.url} controls preload="metadata" aria-label={name} />;
  return (
    <a className="part" href={media.url} download={name}>
      <b>📄 {name}</b>
      <small>
        {media.mime_type} · {t.chat.kilobytes(Math.max(1, Math.round(media.size / KB)))}
      </small>
    </a>
  );
}
