/** The microphone: asked for, recorded, given back. */
import { recordingType, voiceOf, type Voice } from "./voice";

/** Plenty for speech; WhatsApp's own are about as large. */
const BITS_PER_SECOND = 32_000;

export type MicrophoneProblem = "denied" | "none" | "unsupported" | "broken";

export class NoRecording extends Error {
  constructor(readonly why: MicrophoneProblem) {
    super(why);
  }
}

export class Recording {
  private readonly parts: Blob[] = [];
  private readonly ended: Promise<void>;
  readonly begun = Date.now();

  private constructor(
    private readonly stream: MediaStream,
    private readonly recorder: MediaRecorder,
  ) {
    recorder.addEventListener("dataavailable", ({ data }) => this.parts.push(data));
    this.ended = new Promise((resolve) => recorder.addEventListener("stop", () => resolve()));
    recorder.start(1000);
  }

  /** Raises `NoRecording`. */
  static async start(): Promise<Recording> {
    const type =
      typeof MediaRecorder === "undefined"
        ? null
        : recordingType((one) => MediaRecorder.isTypeSupported(one));
    // Without https the browser hides the microphone altogether.
    if (type === null || navigator.mediaDevices === undefined) throw new NoRecording("unsupported");
    const stream = await microphone();
    return new Recording(
      stream,
      new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: BITS_PER_SECOND }),
    );
  }

  /** Raises `NoRecording` when what was recorded cannot be used. */
  async finish(): Promise<Voice> {
    await this.stop();
    try {
      return await voiceOf(new Blob(this.parts, { type: this.recorder.mimeType }));
    } catch (error) {
      console.error(error);
      throw new NoRecording("broken");
    }
  }

  /** The microphone's light goes out. */
  async stop(): Promise<void> {
    if (this.recorder.state !== "inactive") {
      this.recorder.stop();
      await this.ended;
    }
    for (const track of this.stream.getTracks()) track.stop();
  }
}

async function microphone(): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true },
    });
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    throw new NoRecording(name === "NotAllowedError" || name === "SecurityError" ? "denied" : "none");
  }
}
