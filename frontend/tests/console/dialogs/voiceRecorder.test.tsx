/** A voice message can be listened to before it is sent. */
// @vitest-environment jsdom
import { act, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { Recording } from "../../../src/console/dialogs/voice/recorder";
import { VoiceRecorder } from "../../../src/console/dialogs/voice/VoiceRecorder";
import type { LocalFile } from "../../../src/store/sending/sending";
import { openConsole } from "../../support/console";

const VOICE = { blob: new Blob(["Ogg"]), type: "audio/ogg; codecs=opus", name: "voice.ogg", voice: true };
const SENT = { file: VOICE.blob, kind: "audio", type: VOICE.type, name: VOICE.name, voice: true };

afterEach(() => vi.restoreAllMocks());

async function recorder() {
  const stop = vi.fn<() => Promise<void>>(async () => {});
  const finish = vi.fn<() => Promise<typeof VOICE>>(async () => VOICE);
  vi.spyOn(Recording, "start").mockResolvedValue({ begun: 0, stop, finish } as unknown as Recording);
  const onDone = vi.fn<(voice: LocalFile) => void>();
  const onCancel = vi.fn<() => void>();
  const console = await openConsole();
  await console.show(<VoiceRecorder onDone={onDone} onCancel={onCancel} />);
  await waitFor(() => expect(screen.getByText("Recording")).toBeTruthy());
  return { ...console, onDone, onCancel, finish };
}

const button = (name: string): HTMLButtonElement => screen.getByRole("button", { name });

test("while it runs the button that sends has the focus, and sends it at once", async () => {
  const { user, onDone } = await recorder();
  expect(document.activeElement).toBe(button("Send the voice message"));
  await user.keyboard("{Enter}");
  await waitFor(() => expect(onDone).toHaveBeenCalledExactlyOnceWith(SENT));
});

test("stopped it is played and paused, and sent as it is", async () => {
  const { user, onDone, finish } = await recorder();
  await user.click(button("Stop, and listen to it"));
  await waitFor(() => expect(document.activeElement).toBe(button("Play")));
  expect(screen.getByRole("status").textContent).toBe("Not sent yet");
  const audio = document.querySelector("audio");
  expect(audio?.src).toMatch(/^blob:/u);
  const play = vi.spyOn(HTMLMediaElement.prototype, "play");
  await user.keyboard("{Enter}");
  expect(play).toHaveBeenCalledOnce();
  act(() => void audio?.dispatchEvent(new Event("play")));
  expect(button("Pause")).toBeTruthy();
  expect(onDone).not.toHaveBeenCalled();
  await user.click(button("Send the voice message"));
  expect(onDone).toHaveBeenCalledExactlyOnceWith(SENT);
  expect(finish).toHaveBeenCalledOnce();
});

test("or thrown away", async () => {
  const { user, onDone, onCancel } = await recorder();
  await user.click(button("Stop, and listen to it"));
  await waitFor(() => expect(button("Play")).toBeTruthy());
  await user.click(button("Throw the recording away"));
  expect(onCancel).toHaveBeenCalledOnce();
  expect(onDone).not.toHaveBeenCalled();
});
