/** What becomes of a voice message that is recorded, or was stopped, to be listened to. */
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { LocalFile } from "../../../store/sending/sending";

export interface RecorderProps {
  onDone: (voice: LocalFile) => void;
  /** The box goes, and what was recorded is neither sent nor thrown away. */
  onKeep: (voice: LocalFile) => void;
  onCancel: () => void;
}

/** It is sent or thrown away, once; where the box goes before that, it is kept. `stop`: where it still runs. */
export function useStopped(
  { onDone, onKeep, onCancel }: RecorderProps,
  stop: (then: (voice: LocalFile) => void) => void,
) {
  const [voice, setVoice] = useState<LocalFile | null>(null);
  const isShown = useRef(true);
  const isDecided = useRef(false);
  const onLeave = useEffectEvent(() => {
    if (isDecided.current) return;
    if (voice === null) stop(onKeep);
    else onKeep(voice);
  });
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
      onLeave();
    };
  }, []);
  const decide = (then: () => void): void => {
    if (isDecided.current) return;
    isDecided.current = true;
    then();
  };
  return {
    voice,
    // Saving takes a moment, in which the agent may throw it away or go elsewhere.
    onStopped: (one: LocalFile): void => {
      if (isShown.current) setVoice(one);
      else if (!isDecided.current) onKeep(one);
    },
    onDone: (one: LocalFile): void => decide(() => onDone(one)),
    onCancel: (): void => decide(onCancel),
  };
}
