/** Records a voice message in place of the text box. */
import { useEffect, useRef, useState } from "react";
import { playTime } from "../../../ui/format";
import { NoRecording, Recording, type MicrophoneProblem } from "./recorder";
import type { LocalFile } from "../../../store/sending/sending";
import { Send, Trash } from "../../../ui/icons";
import "./VoiceRecorder.css";
import { useDialogT } from "../../i18n/language";

interface RecorderProps {
  onDone: (voice: LocalFile) => void;
  onCancel: () => void;
}

export function VoiceRecorder({ onDone, onCancel }: RecorderProps) {
  const t = useDialogT();
  const [attempt, setAttempt] = useState(0);
  const { recording, problem, setProblem } = useRecording(attempt);
  const [isSaving, setSaving] = useState(false);
  const seconds = useSeconds(recording);
  const finish = (): void => {
    if (!recording) return;
    setSaving(true);
    recording.finish().then(
      ({ blob, ...about }) => onDone({ ...about, file: blob, kind: "audio" }),
      (error: unknown) => {
        setSaving(false);
        setProblem(error instanceof NoRecording ? error.why : "broken");
      },
    );
  };
  if (problem !== null) {
    return (
      <div className="composer-box recorder" role="alert">
        <p className="recorder-text red">{t.voice.problems[problem]}</p>
        <button type="button" className="button small" onClick={() => setAttempt(attempt + 1)}>
          {t.voice.again}
        </button>
        <button type="button" className="button small" onClick={onCancel}>
          {t.close}
        </button>
      </div>
    );
  }
  return (
    <div className="composer-box recorder">
      <button
        type="button"
        className="icon-button"
        onClick={onCancel}
        aria-label={t.voice.cancel}
        title={t.voice.cancel}
      >
        <Trash />
      </button>
      <p className="recorder-text" role="status">
        {recording && <i className="recorder-light" aria-hidden="true" />}
        {isSaving ? t.voice.saving : recording ? t.voice.recording : t.voice.asking}
      </p>
      <span className="recorder-time" aria-hidden="true">
        {playTime(seconds)}
      </span>
      <button
        type="button"
        className="send"
        ref={focusOnce}
        disabled={!recording || isSaving}
        onClick={finish}
        aria-label={t.voice.send}
        title={t.voice.send}
      >
        <Send />
      </button>
    </div>
  );
}

/** Where the focus was is gone: this is what the agent wants next. */
function focusOnce(button: HTMLButtonElement | null): void {
  button?.focus();
}

/** Begins at once, and again with each attempt; the microphone is given back when the box goes. */
function useRecording(attempt: number) {
  const [recording, setRecording] = useState<Recording | null>(null);
  const [problem, setProblem] = useState<MicrophoneProblem | null>(null);
  useEffect(() => {
    let over = false;
    const started = Recording.start();
    setProblem(null);
    setRecording(null);
    started.then(
      (one) => !over && setRecording(one),
      (error: unknown) => !over && setProblem(error instanceof NoRecording ? error.why : "broken"),
    );
    return () => {
      over = true;
      started.then(
        (one) => one.stop(),
        () => {},
      );
    };
  }, [attempt]);
  return { recording, problem, setProblem };
}

function useSeconds(recording: Recording | null): number {
  const [now, setNow] = useState(0);
  const begun = useRef(0);
  useEffect(() => {
    if (!recording) return;
    begun.current = recording.begun;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [recording]);
  return recording ? Math.max(0, now - begun.current) / 1000 : 0;
}
