/** Files of messages: pictures, videos, sounds, documents, stickers; also while they come and when they do not. */
import { useState, type ReactNode } from "react";
import { fileSize } from "../../../ui/text/format";
import type { Attachment } from "../../../protocol";
import { mediaBox, shownAs, typeName } from "../../../store/messages/files";
import { Download, File } from "../../../ui/components/icons";
import { useThreadActions } from "../../thread/threadActions";
import { AudioPlayer } from "./AudioPlayer";
import { Text } from "../cards/Text";
import { ActionButton } from "../ActionButton";
import { useClient } from "../../context";
import { useT } from "../../i18n/language";
import "./Media.css";

export function Media({ attachment }: { attachment: Attachment }): ReactNode {
  return (
    <div className={`media ${shownAs(attachment)}`}>
      {attachment.state === "ready" && attachment.url !== null ? (
        <Ready attachment={attachment} url={attachment.url} />
      ) : (
        <NotThere attachment={attachment} />
      )}
      <Text text={attachment.caption} />
    </div>
  );
}

interface ReadyProps {
  attachment: Attachment;
  url: string;
}

function Ready(props: ReadyProps): ReactNode {
  switch (shownAs(props.attachment)) {
    case "image":
      return <Picture {...props} />;
    case "sticker":
      return <Sticker {...props} />;
    case "video":
      return <Video {...props} />;
    case "audio":
      return <AudioPlayer {...props} />;
    case "document":
      return <DocumentCard {...props} />;
  }
}

function Picture({ attachment, url }: ReadyProps) {
  const t = useT();
  const { show } = useThreadActions();
  const [broken, setBroken] = useState(false);
  const { width, height } = mediaBox(attachment.width, attachment.height);
  if (broken) return <DocumentCard attachment={attachment} url={url} />;
  return (
    <button
      type="button"
      className="media-picture"
      style={{ width, aspectRatio: `${width} / ${height}` }}
      onClick={() => show(attachment.id)}
      aria-label={t.media.image(attachment.caption || attachment.filename)}
    >
      <img
        src={attachment.thumbnail_url ?? url}
        alt=""
        width={width}
        height={height}
        loading="lazy"
        decoding="async"
        onError={() => setBroken(true)}
      />
    </button>
  );
}

function Sticker({ attachment, url }: ReadyProps) {
  const t = useT();
  return (
    <img
      className="media-sticker"
      src={url}
      alt={attachment.caption || t.media.sticker}
      width={144}
      height={144}
      loading="lazy"
    />
  );
}

function Video({ attachment, url }: ReadyProps) {
  const t = useT();
  const { width, height } = mediaBox(attachment.width, attachment.height);
  const poster = attachment.thumbnail_url;
  return (
    // oxlint-disable-next-line jsx-a11y/media-has-caption -- customers send no captions with their videos
    <video
      className="media-video"
      src={url}
      controls
      playsInline
      preload={poster === null ? "metadata" : "none"}
      {...(poster !== null && { poster })}
      style={{ width, aspectRatio: `${width} / ${height}` }}
      aria-label={attachment.caption || attachment.filename || t.kinds.video}
    />
  );
}

function about({ mime_type, size }: Attachment): string {
  return [mime_type && typeName(mime_type), size === null ? "" : fileSize(size)]
    .filter((part) => part !== "")
    .join(" · ");
}

function DocumentCard({ attachment, url }: ReadyProps) {
  const t = useT();
  const name = attachment.filename || t.kinds[attachment.kind];
  return (
    <a className="media-document" href={url} download={attachment.filename || true}>
      <File />
      <span className="media-about">
        <span className="media-name" dir="auto">
          {name}
        </span>
        <span className="bubble-hint">{about(attachment)}</span>
      </span>
      <Download label={t.media.download} />
    </a>
  );
}

function NotThere({ attachment }: { attachment: Attachment }) {
  return attachment.state === "failed" ? (
    <Failed attachment={attachment} />
  ) : (
    <Coming attachment={attachment} />
  );
}

/** The space that a picture will take is taken already: nothing jumps when it comes. */
function Coming({ attachment: { kind, filename, width: w, height: h } }: { attachment: Attachment }) {
  const t = useT();
  const { width, height } = mediaBox(w, h);
  const isVisual = kind === "image" || kind === "video";
  return (
    <div
      className="media-waiting"
      style={isVisual ? { width, aspectRatio: `${width} / ${height}` } : undefined}
    >
      <File />
      <div>
        <p className="media-name">{filename || t.kinds[kind]}</p>
        <p className="bubble-hint">{t.media.coming}</p>
      </div>
    </div>
  );
}

function Failed({ attachment }: { attachment: Attachment }) {
  const t = useT();
  const client = useClient();
  const { id, error, kind, filename } = attachment;
  const why = error ? [error.detail, error.action].filter((part) => part !== "").join(" ") : "";
  return (
    <div className="media-waiting failed">
      <File />
      <div>
        <p className="media-name">{filename || t.kinds[kind]}</p>
        <p className="bubble-hint">{error?.title ?? t.media.failed}</p>
        {why !== "" && <p className="bubble-hint">{why}</p>}
        {id > 0 && (
          <p className="send-error-actions">
            <ActionButton label={t.media.retry} work={() => client.refetch(attachment)} />
          </p>
        )}
      </div>
    </div>
  );
}
