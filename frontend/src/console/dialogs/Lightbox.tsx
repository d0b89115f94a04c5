/** A picture as large as the window, or twice that to read what is small; the arrow keys go to the others of the
 * conversation. */
import { Dialog } from "@base-ui/react/dialog";
import { useState, type KeyboardEvent } from "react";
import type { Attachment, Id } from "../../protocol";
import { pictures } from "../../store/state/selectors";
import { useThread } from "../context";
import { Back, Close, Download, Zoom } from "../../ui/components/icons";
import "./Lightbox.css";
import type { DialogSentences } from "../i18n/dialogs.en";
import { useDialogT } from "../i18n/language";

interface LightboxProps {
  conversation: Id;
  /** The attachment shown first. */
  start: Id;
  onClose: () => void;
}

export function Lightbox({ conversation, start, onClose }: LightboxProps) {
  const t = useDialogT();
  const shown = pictures(useThread(conversation));
  const [current, setCurrent] = useState(start);
  const [isLarge, setLarge] = useState(false);
  const zoom = (): void => setLarge(!isLarge);
  const at = shown.findIndex(({ id }) => id === current);
  const picture = shown[at];
  const [before, after] = at < 0 ? [] : [shown[at - 1], shown[at + 1]];
  const go = (to: Attachment | undefined): void => {
    if (!to) return;
    setCurrent(to.id);
    setLarge(false);
  };
  const onKeyDown = ({ key }: KeyboardEvent): void => {
    if (key === "ArrowLeft") go(before);
    if (key === "ArrowRight") go(after);
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop dark" />
        <Dialog.Popup className="lightbox" onKeyDown={onKeyDown}>
          <Head
            picture={picture}
            isLarge={isLarge}
            onZoom={zoom}
            count={shown.length > 1 && at >= 0 ? t.lightbox.of(at + 1, shown.length) : ""}
          />
          <Stage picture={picture} isLarge={isLarge} onZoom={zoom} />
          {before && <Step to="previous" onClick={() => go(before)} />}
          {after && <Step to="next" onClick={() => go(after)} />}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Step({ to, onClick }: { to: "previous" | "next"; onClick: () => void }) {
  const t = useDialogT();
  const className = `icon-button lightbox-step ${to}`;
  return (
    <button type="button" className={className} onClick={onClick} aria-label={t.lightbox[to]}>
      <Back />
    </button>
  );
}

interface Zooming {
  picture: Attachment | undefined;
  isLarge: boolean;
  onZoom: () => void;
}

function Stage({ picture, isLarge, onZoom }: Zooming) {
  const t = useDialogT();
  return (
    <>
      <div className={isLarge ? "lightbox-stage large" : "lightbox-stage"}>
        {picture?.url ? (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- its button does the same by keys
          <img key={picture.id} src={picture.url} alt={nameOf(picture, t)} onClick={onZoom} />
        ) : (
          <p>{t.lightbox.gone}</p>
        )}
      </div>
      {picture?.caption && (
        <p className="lightbox-caption" dir="auto">
          {picture.caption}
        </p>
      )}
    </>
  );
}

function nameOf(picture: Attachment, t: DialogSentences): string {
  return picture.filename || picture.caption || t.lightbox.title;
}

function Head({ picture, count, isLarge, onZoom }: Zooming & { count: string }) {
  const t = useDialogT();
  return (
    <header className="lightbox-head">
      <Dialog.Title className="lightbox-title">
        {picture ? nameOf(picture, t) : t.lightbox.title}
      </Dialog.Title>
      <span className="lightbox-count">{count}</span>
      {picture?.url && (
        <button
          type="button"
          className="icon-button"
          aria-pressed={isLarge}
          onClick={onZoom}
          aria-label={t.lightbox.zoom}
          title={t.lightbox.zoom}
        >
          <Zoom />
        </button>
      )}
      {picture?.url && (
        <a
          className="icon-button"
          href={picture.url}
          download={picture.filename || true}
          aria-label={t.lightbox.download}
          title={t.lightbox.download}
        >
          <Download />
        </a>
      )}
      <Dialog.Close className="icon-button" aria-label={t.close}>
        <Close />
      </Dialog.Close>
    </header>
  );
}
