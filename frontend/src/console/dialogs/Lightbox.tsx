/** A picture as large as the window; the arrow keys go to the others of the conversation. */
import { Dialog } from "@base-ui/react/dialog";
import { useState, type KeyboardEvent } from "react";
import type { Attachment, Id } from "../../protocol";
import { pictures } from "../../store/state/selectors";
import { useThread } from "../context";
import { Back, Close, Download } from "../../ui/components/icons";
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
  const at = shown.findIndex(({ id }) => id === current);
  const picture = shown[at];
  const [before, after] = at < 0 ? [] : [shown[at - 1], shown[at + 1]];
  const go = (to: Attachment | undefined): void => to && setCurrent(to.id);
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
            count={shown.length > 1 && at >= 0 ? t.lightbox.of(at + 1, shown.length) : ""}
          />
          <Stage picture={picture} />
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

function Stage({ picture }: { picture: Attachment | undefined }) {
  const t = useDialogT();
  return (
    <>
      <div className="lightbox-stage">
        {picture?.url ? (
          <img key={picture.id} src={picture.url} alt={nameOf(picture, t)} />
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

function Head({ picture, count }: { picture: Attachment | undefined; count: string }) {
  const t = useDialogT();
  return (
    <header className="lightbox-head">
      <Dialog.Title className="lightbox-title">
        {picture ? nameOf(picture, t) : t.lightbox.title}
      </Dialog.Title>
      <span className="lightbox-count">{count}</span>
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
