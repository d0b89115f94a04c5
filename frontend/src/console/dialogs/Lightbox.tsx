/** A picture as large as the window, or up to five times that to read what is small; the arrow keys go to the others. */
import { Dialog } from "@base-ui/react/dialog";
import { useState, type KeyboardEvent } from "react";
import type { Attachment, Id } from "../../protocol";
import { pictures as picturesOf } from "../../store/state/selectors";
import { useThread } from "../context";
import { Back, Close, Download, Zoom, ZoomOut } from "../../ui/components/icons";
import "./Lightbox.css";
import type { DialogSentences } from "../i18n/dialogs.en";
import { useDialogT } from "../i18n/language";
import { useZoom, type Zoom as Zooming } from "./useZoom";
import { MOST } from "./zoom";

interface LightboxProps {
  /** Oldest first. */
  pictures: readonly Attachment[];
  /** The attachment shown first. */
  start: Id;
  onClose: () => void;
}

/** With the pictures of the loaded thread. */
export function ThreadLightbox({
  conversation,
  ...rest
}: Omit<LightboxProps, "pictures"> & { conversation: Id }) {
  return <Lightbox pictures={picturesOf(useThread(conversation))} {...rest} />;
}

export function Lightbox({ pictures, start, onClose }: LightboxProps) {
  const t = useDialogT();
  const [current, setCurrent] = useState(start);
  const zoom = useZoom(current);
  const at = pictures.findIndex(({ id }) => id === current);
  const picture = pictures[at];
  const [before, after] = at < 0 ? [] : [pictures[at - 1], pictures[at + 1]];
  const go = (to: Attachment | undefined): void => {
    if (to) setCurrent(to.id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (zoom.onKey(event)) return;
    if (event.key === "ArrowLeft") go(before);
    if (event.key === "ArrowRight") go(after);
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop dark" />
        <Dialog.Popup className="lightbox" onKeyDown={onKeyDown}>
          <Head
            picture={picture}
            zoom={zoom}
            count={pictures.length > 1 && at >= 0 ? t.lightbox.of(at + 1, pictures.length) : ""}
          />
          <Stage picture={picture} zoom={zoom} />
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

interface ShownProps {
  picture: Attachment | undefined;
  zoom: Zooming;
}

function Stage({ picture, zoom: { view, setStage } }: ShownProps) {
  const t = useDialogT();
  const { scale, x, y } = view;
  return (
    <>
      <div className={scale > 1 ? "lightbox-stage large" : "lightbox-stage"} ref={setStage}>
        {picture?.url ? (
          <img
            key={picture.id}
            src={picture.url}
            alt={nameOf(picture, t)}
            draggable={false}
            style={{ transform: `translate(${x}px, ${y}px) scale(${scale})` }}
          />
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

function Head({ picture, count, zoom }: ShownProps & { count: string }) {
  const t = useDialogT();
  return (
    <header className="lightbox-head">
      <Dialog.Title className="lightbox-title">
        {picture ? nameOf(picture, t) : t.lightbox.title}
      </Dialog.Title>
      <span className="lightbox-count">{count}</span>
      {picture?.url && <ZoomButtons zoom={zoom} />}
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

/** What has reached its end stays where it is, and keeps the focus. */
function ZoomButtons({ zoom: { view, zoomIn, zoomOut } }: { zoom: Zooming }) {
  const t = useDialogT().lightbox;
  return (
    <>
      <span className="lightbox-count" role="status">
        {view.scale > 1 && `${Math.round(view.scale * 100)} %`}
      </span>
      <button
        type="button"
        className="icon-button"
        aria-disabled={view.scale <= 1}
        onClick={zoomOut}
        aria-label={t.zoomOut}
        title={`${t.zoomOut} (-)`}
      >
        <ZoomOut />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-disabled={view.scale >= MOST}
        onClick={zoomIn}
        aria-label={t.zoomIn}
        title={`${t.zoomIn} (+)`}
      >
        <Zoom />
      </button>
    </>
  );
}
