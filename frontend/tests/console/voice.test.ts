import {
  BlobSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedPacketSink,
  Input,
  OGG,
  Output,
  WebMOutputFormat,
} from "mediabunny";
import { describe, expect, test } from "vitest";
import { inOgg, recordingType, voiceOf } from "../../src/console/dialogs/voice/voice";

const HEAD = new Uint8Array([
  ...new TextEncoder().encode("OpusHead"),
  1,
  1,
  0x38,
  1,
  0x80,
  0xbb,
  0,
  0,
  0,
  0,
  0,
]);
/** 20 ms of Opus each: the first byte says so, the rest is anybody's. */
const PACKETS = Array.from({ length: 120 }, (_, index) => new Uint8Array([0x78, index % 256, 1, 2, 3]));

/** As a browser records: Opus in WebM. */
async function recorded(): Promise<Blob> {
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat({ appendOnly: true }), target });
  const source = new EncodedAudioPacketSource("opus");
  output.addAudioTrack(source);
  await output.start();
  const decoderConfig = { codec: "opus", sampleRate: 48_000, numberOfChannels: 1, description: HEAD };
  for (const [index, data] of PACKETS.entries()) {
    // oxlint-disable-next-line no-await-in-loop -- packets have an order
    await source.add(new EncodedPacket(data, "key", index * 0.02, 0.02), { decoderConfig });
  }
  await output.finalize();
  return new Blob([target.buffer ?? new ArrayBuffer(0)], { type: "audio/webm;codecs=opus" });
}

describe("voice messages", () => {
  test("the same packets, in Ogg", async () => {
    const ogg = await inOgg(await recorded());
    expect(ogg.type).toBe("audio/ogg; codecs=opus");
    const bytes = new Uint8Array(await ogg.arrayBuffer());
    expect(new TextDecoder("latin1").decode(bytes.slice(0, 40))).toMatch(/^OggS[\s\S]*OpusHead/);
    const track = await new Input({ source: new BlobSource(ogg), formats: [OGG] }).getPrimaryAudioTrack();
    const found: Uint8Array[] = [];
    if (track) for await (const packet of new EncodedPacketSink(track).packets()) found.push(packet.data);
    expect(found).toEqual(PACKETS);
  });

  test("what is Ogg already stays as it is; what cannot be moved is a sound, no voice message", async () => {
    const ogg = new Blob(["OggS"], { type: "audio/ogg; codecs=opus" });
    expect(await voiceOf(ogg)).toEqual({
      blob: ogg,
      type: "audio/ogg; codecs=opus",
      name: "voice.ogg",
      voice: true,
    });
    const mp4 = new Blob(["x"], { type: "audio/mp4" });
    expect(await voiceOf(mp4)).toEqual({ blob: mp4, type: "audio/mp4", name: "voice.m4a", voice: false });
  });

  test("nonsense is refused", async () => {
    await expect(voiceOf(new Blob(["no sound"], { type: "audio/webm" }))).rejects.toThrow();
  });

  test.each<[string[], string | null]>([
    [["audio/webm;codecs=opus", "audio/ogg;codecs=opus"], "audio/ogg;codecs=opus"],
    [["audio/webm;codecs=opus"], "audio/webm;codecs=opus"],
    [["audio/mp4"], "audio/mp4"],
    [[], null],
  ])("a browser that records %j", (types, expected) => {
    expect(recordingType((type) => types.includes(type))).toBe(expected);
  });
});
