/** Records a voice message in place of the text box. */
import { useEffect, useState } from "react";
import { playTime } from "../../../ui/text/format";
import { NoRecording, Recording, type MicrophoneProblem } from "./recorder";
import type { LocalFile } from "../../../store/sending/sending";
import { useStopped, type RecorderProps } from "./useStopped";
import { AudioPlayer } from "../../bubble/media/AudioPlayer";
import { Send, Stop, Trash } from "../../../ui/components/icons";
import "./VoiceRecorder.css";
import { useDialogT } from "../../i18n/language";

/** Each attempt begins anew. */
export function VoiceRecorder(props: RecorderProps) {
  const [attempt, setAttempt] = useState(0);
  const again = (): void => setAttempt(attempt + 1);
  return <Attempt key={attempt} {...props} onAgain={again} />;
}

function Attempt({ onAgain, ...props }: RecorderProps & { onAgain: () => void }) {
  const { recording, problem, isSaving, finish } = useRecording();
  const { voice, onStopped, onDone, onCancel } = useStopped(props, finish);
  if (problem !== null) return <Problem problem={problem} onAgain={onAgain} onCancel={onCancel} />;
  return (
    <div className="composer-box recorder">
      <Discard onCancel={onCancel} />
      {voice === null ? (
        <Running recording={recording} isSaving={isSaving} onStop={() => finish(onStopped)} />
      ) : (
        <Recorded voice={voice} />
      )}
      <SendVoice
        isEarly={!recording || isSaving}
        isFirst={voice === null}
        onSend={() => (voice === null ? finish(onDone) : onDone(voice))}
      />
    </div>
  );
}

function Discard({ onCancel }: { onCancel: () => void }) {
  const t = useDialogT();
  return (
    <button
      type="button"
      className="icon-button"
      onClick={onCancel}
      aria-label={t.voice.cancel}
      title={t.voice.cancel}
    >
      <Trash />
    </button>
  );
}

interface RunningProps {
  /** Null: the microphone is still asked for. */
  recording: Recording | null;
  isSaving: boolean;
  onStop: () => void;
}

function Running({ recording, isSaving, onStop }: RunningProps) {
  const t = useDialogT();
  const seconds = useSeconds(recording);
  return (
    <>
      <p className="recorder-text" role="status">
        {recording && <i className="recorder-light" aria-hidden="true" />}
        {isSaving ? t.voice.saving : recording ? t.voice.recording : t.voice.asking}
      </p>
      <span className="recorder-time" aria-hidden="true">
        {playTime(seconds)}
      </span>
      <button
        type="button"
        className="icon-button"
        disabled={!recording || isSaving}
        onClick={onStop}
        aria-label={t.voice.stop}
        title={t.voice.stop}
      >
        <Stop />
      </button>
    </>
  );
}

/** It can be listened to before it is sent. */
function Recorded({ voice: { file } }: { voice: LocalFile }) {
  const t = useDialogT();
  const [url] = useState(() => URL.createObjectURL(file));
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return (
    <>
      <p className="sr-only" role="status">
        {t.voice.ready}
      </p>
      <div className="recorder-player" ref={focusPlay}>
        <AudioPlayer attachment={SPOKEN} url={url} />
      </div>
    </>
  );
}

interface SendVoiceProps {
  /** There is nothing yet. */
  isEarly: boolean;
  /** Before it is listened to: this is what the agent wants next, and where the focus was is gone. */
  isFirst: boolean;
  onSend: () => void;
}

function SendVoice({ isEarly, isFirst, onSend }: SendVoiceProps) {
  const t = useDialogT();
  return (
    <button
      type="button"
      className="send"
      ref={isFirst && !isEarly ? focusOnce : null}
      disabled={isEarly}
      onClick={onSend}
      aria-label={t.voice.send}
      title={t.voice.send}
    >
      <Send />
    </button>
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

const SPOKEN = { voice: true, filename: "" };

function focusOnce(button: HTMLButtonElement | null): void {
  button?.focus();
}

function focusPlay(player: HTMLElement | null): void {
  player?.querySelector("button")?.focus();
}

/** Begins at once; the microphone is given back when the box goes. */
function useRecording() {
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
  const finish = (then: (voice: LocalFile) => void): void => {
    if (!recording || isSaving || problem !== null) return;
    setSaving(true);
    recording.finish().then(
      ({ blob, ...about }) => {
        setSaving(false);
        then({ ...about, file: blob, kind: "audio" });
      },
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
