/** Records a voice message in place of the text box. */
import { useEffect, useState } from "react";
import { playTime } from "../../../ui/text/format";
import { NoRecording, Recording, type MicrophoneProblem } from "./recorder";
import type { LocalFile } from "../../../store/sending/sending";
import { Send, Trash } from "../../../ui/components/icons";
import "./VoiceRecorder.css";
import { useDialogT } from "../../i18n/language";

interface RecorderProps {
  onDone: (voice: LocalFile) => void;
  onCancel: () => void;
}

/** Each attempt begins anew. */
export function VoiceRecorder({ onDone, onCancel }: RecorderProps) {
  const [attempt, setAttempt] = useState(0);
  const again = (): void => setAttempt(attempt + 1);
  return <Attempt key={attempt} onDone={onDone} onCancel={onCancel} onAgain={again} />;
}

function Attempt({ onDone, onCancel, onAgain }: RecorderProps & { onAgain: () => void }) {
  const t = useDialogT();
  const { recording, problem, isSaving, finish } = useRecording(onDone);
  const seconds = useSeconds(recording);
  if (problem !== null) return <Problem problem={problem} onAgain={onAgain} onCancel={onCancel} />;
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

interface ProblemProps {
  problem: MicrophoneProblem;
  onAgain: () => void;
  onCancel: () => void;
}

function Problem({ problem, onAgain, onCancel }: ProblemProps) {
  const t = useDialogT();
  return (
    <div className="composer-box recorder" role="alert">
      <p className="recorder-text red">{t.voice.problems[problem]}</p>
      <button type="button" className="button small" onClick={onAgain}>
        {t.voice.again}
      </button>
      <button type="button" className="button small" onClick={onCancel}>
        {t.close}
      </button>
    </div>
  );
}

/** Where the focus was is gone: this is what the agent wants next. */
function focusOnce(button: HTMLButtonElement | null): void {
  button?.focus();
}

/** Begins at once; the microphone is given back when the box goes. */
function useRecording(onDone: (voice: LocalFile) => void) {
  const [recording, setRecording] = useState<Recording | null>(null);
  const [problem, setProblem] = useState<MicrophoneProblem | null>(null);
  const [isSaving, setSaving] = useState(false);
  useEffect(() => {
    let over = false;
    const started = Recording.start();
    started.then(
      (one) => !over && setRecording(one),
      (error: unknown) => !over && setProblem(reasonOf(error)),
    );
    return () => {
      over = true;
      started.then(
        (one) => one.stop(),
        () => {},
      );
    };
  }, []);
  const finish = (): void => {
    if (!recording) return;
    setSaving(true);
    recording.finish().then(
      ({ blob, ...about }) => onDone({ ...about, file: blob, kind: "audio" }),
      (error: unknown) => {
        setSaving(false);
        setProblem(reasonOf(error));
      },
    );
  };
  return { recording, problem, isSaving, finish };
}

function reasonOf(error: unknown): MicrophoneProblem {
  return error instanceof NoRecording ? error.why : "broken";
}

function useSeconds(recording: Recording | null): number {
  const [now, setNow] = useState(0);
  useEffect(() => {
    if (!recording) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [recording]);
  return recording ? Math.max(0, now - recording.begun) / 1000 : 0;
}
