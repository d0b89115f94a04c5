/** Plays a voice message or a music file, also faster. */
import { playTime } from "../../../ui/text/format";
import type { Attachment } from "../../../protocol";
import { Microphone, Music, Pause, Play } from "../../../ui/components/icons";
import { usePlayback } from "./usePlayback";
import { useT } from "../../i18n/language";

interface AudioPlayerProps {
  attachment: Pick<Attachment, "voice" | "filename">;
  url: string;
}

export function AudioPlayer({ attachment, url }: AudioPlayerProps) {
  const t = useT();
  const { isPlaying, at, length, factor, isBroken, toggle, seek, faster, events } = usePlayback();
  return (
    <div
      className="player"
      role="group"
      aria-label={attachment.voice ? t.media.voice : attachment.filename || t.kinds.audio}
    >
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- what a customer says has no captions */}
      <audio src={url} preload="metadata" {...events} />
      <button
        type="button"
        className="icon-button round"
        onClick={toggle}
        disabled={isBroken}
        aria-label={isPlaying ? t.media.pause : t.media.play}
      >
        {isPlaying ? <Pause /> : <Play />}
      </button>
      <div className="player-line">
        <Position at={at} length={length} onSeek={seek} />
        <p className="player-time">
          <About attachment={attachment} time={isPlaying || at > 0 ? at : length} />
        </p>
        {isBroken && (
          <p className="bubble-hint">
            {t.media.noPlayback}{" "}
            <a href={url} download>
              {t.media.download}
            </a>
          </p>
        )}
      </div>
      <button
        type="button"
        className="player-speed"
        onClick={faster}
        aria-label={t.media.speed(`${factor}×`)}
      >
        {factor}×
      </button>
    </div>
  );
}

interface PositionProps {
  /** Seconds, as is `length`; that is 0 until it is known. */
  at: number;
  length: number;
  onSeek: (seconds: number) => void;
}

function Position({ at, length, onSeek }: PositionProps) {
  const t = useT();
  return (
    <input
      type="range"
      min={0}
      max={length || 1}
      step={0.1}
      value={Math.min(at, length || 1)}
      disabled={length === 0}
      aria-label={t.media.position}
      aria-valuetext={playTime(at)}
      onChange={({ target }) => onSeek(Number(target.value))}
    />
  );
}

type AboutProps = Pick<AudioPlayerProps, "attachment"> & { time: number };

function About({ attachment: { voice, filename }, time }: AboutProps) {
  return (
    <>
      {voice ? <Microphone /> : <Music />} {playTime(time)}
      {filename !== "" && !voice && <span className="media-name"> · {filename}</span>}
    </>
  );
}
