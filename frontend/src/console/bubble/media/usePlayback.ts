/** One sound: whether it plays, where it is, how fast; one plays at a time. */
import { useEffect, useRef, useState } from "react";

const SPEEDS = [1, 1.5, 2] as const;
/** Remembered from one voice message to the next, as on the phone. */
let lastSpeed = 0;
let playing: HTMLAudioElement | null = null;

export function usePlayback() {
  const audio = useRef<HTMLAudioElement>(null);
  const { isPlaying, at, length, isBroken, setBroken, events } = useAudioState();
  const [speed, setSpeed] = useState(lastSpeed);
  const factor = SPEEDS[speed] ?? 1;
  useEffect(() => {
    const { current } = audio;
    return () => current?.pause();
  }, []);
  const begin = (current: HTMLAudioElement): void => {
    if (playing !== current) playing?.pause();
    playing = current;
    current.playbackRate = factor;
    current.play().catch(() => setBroken(true));
  };
  return {
    isPlaying,
    at,
    length,
    factor,
    isBroken,
    toggle: (): void => {
      if (isPlaying) audio.current?.pause();
      else if (audio.current) begin(audio.current);
    },
    seek: (seconds: number): void => {
      if (audio.current) audio.current.currentTime = seconds;
    },
    faster: (): void => {
      lastSpeed = (speed + 1) % SPEEDS.length;
      setSpeed(lastSpeed);
      if (audio.current) audio.current.playbackRate = SPEEDS[lastSpeed] ?? 1;
    },
    /** For the audio element. */
    events: { ref: audio, ...events },
  };
}

/** What the audio element tells of itself, and the handlers (`events`) by which it does. */
function useAudioState() {
  const [isPlaying, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(0);
  const [isBroken, setBroken] = useState(false);
  const measured = ({ currentTarget: { duration } }: { currentTarget: HTMLAudioElement }): void => {
    if (Number.isFinite(duration)) setLength(duration);
  };
  const events = {
    onPlay: () => setPlaying(true),
    onPause: () => setPlaying(false),
    onEnded: () => setAt(0),
    onTimeUpdate: ({ currentTarget }: { currentTarget: HTMLAudioElement }) =>
      setAt(currentTarget.currentTime),
    onLoadedMetadata: measured,
    onDurationChange: measured,
    onError: () => setBroken(true),
  };
  return { isPlaying, at, length, isBroken, setBroken, events };
}
