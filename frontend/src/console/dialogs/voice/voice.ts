/**
 * Voice messages: what the browser records becomes what WhatsApp plays, `audio/ogg; codecs=opus`.
 * The Opus packets are moved from WebM into Ogg as they are; nothing is encoded twice.
 */
import {
  BlobSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  Input,
  OggOutputFormat,
  Output,
  WEBM,
} from "mediabunny";

export const VOICE_TYPE = "audio/ogg; codecs=opus";

/** What to ask of the recorder, best first; Ogg needs no moving, MP4 is a sound but no voice message. */
const RECORDABLE = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"] as const;

export function recordingType(isSupported: (type: string) => boolean): string | null {
  return RECORDABLE.find(isSupported) ?? null;
}

export interface Voice {
  readonly blob: Blob;
  readonly type: string;
  readonly name: string;
  /** WhatsApp shows it as a voice message. */
  readonly voice: boolean;
}

/** Raises when the recording holds no Opus sound. */
export async function voiceOf(recorded: Blob): Promise<Voice> {
  const type = recorded.type.split(";")[0] ?? "";
  if (type === "audio/mp4") return { blob: recorded, type: "audio/mp4", name: "voice.m4a", voice: false };
  const blob = type === "audio/ogg" ? recorded : await inOgg(recorded);
  return { blob, type: VOICE_TYPE, name: "voice.ogg", voice: true };
}

/** The same Opus packets in another box. */
export async function inOgg(webm: Blob): Promise<Blob> {
  const input = new Input({ source: new BlobSource(webm), formats: [WEBM] });
  const track = await input.getPrimaryAudioTrack();
  const decoderConfig = await track?.getDecoderConfig();
  if (!track || track.codec !== "opus" || !decoderConfig) throw new Error("no Opus sound in this recording");
  const target = new BufferTarget();
  const output = new Output({ format: new OggOutputFormat(), target });
  const packets = new EncodedAudioPacketSource("opus");
  output.addAudioTrack(packets);
  await output.start();
  for await (const packet of new EncodedPacketSink(track).packets())
    await packets.add(packet, { decoderConfig });
  await output.finalize();
  if (!target.buffer) throw new Error("nothing was written");
  return new Blob([target.buffer], { type: VOICE_TYPE });
}
