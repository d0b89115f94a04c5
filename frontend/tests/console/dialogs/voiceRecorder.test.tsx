/** A voice message can be listened to before it is sent. */
// @vitest-environment jsdom
import { act, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Composer } from "../../../src/console/composer/Composer";
import { Recording } from "../../../src/console/dialogs/voice/recorder";
import { VoiceRecorder } from "../../../src/console/dialogs/voice/VoiceRecorder";
import type { LocalFile } from "../../../src/store/sending/sending";
import { chat, openConsole } from "../../support/console";

const VOICE = { blob: new Blob(["Ogg"]), type: "audio/ogg; codecs=opus", name: "voice.ogg", voice: true };
const SENT = { file: VOICE.blob, kind: "audio", type: VOICE.type, name: VOICE.name, voice: true };

afterEach(() => vi.restoreAllMocks());

function record() {
  const stop = vi.fn<() => Promise<void>>(async () => {});
  const finish = vi.fn<() => Promise<typeof VOICE>>(async () => VOICE);
  vi.spyOn(Recording, "start").mockResolvedValue({ begun: 0, stop, finish } as unknown as Recording);
  return finish;
}

async function recorder() {
  const finish = record();
  const onDone = vi.fn<(voice: LocalFile) => void>();
  const onKeep = vi.fn<(voice: LocalFile) => void>();
  const onCancel = vi.fn<() => void>();
  const console = await openConsole();
  const box = <VoiceRecorder onDone={onDone} onKeep={onKeep} onCancel={onCancel} />;
  const { unmount } = await console.show(box);
  await waitFor(() => expect(screen.getByText("Recording")).toBeTruthy());
  return { ...console, onDone, onKeep, onCancel, finish, unmount };
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

describe("where the box goes", () => {
  /** Saving takes as long as the test likes. */
  async function saving(by: string) {
    const shown = await recorder();
    const { promise, resolve } = Promise.withResolvers<typeof VOICE>();
    shown.finish.mockReturnValue(promise);
    await shown.user.click(button(by));
    expect(screen.getByText("One moment…")).toBeTruthy();
    return { ...shown, saved: () => act(async () => resolve(VOICE)) };
  }

  test("what was stopped is kept", async () => {
    const { user, unmount, onKeep, onDone } = await recorder();
    await user.click(button("Stop, and listen to it"));
    await waitFor(() => expect(button("Play")).toBeTruthy());
    expect(onKeep).not.toHaveBeenCalled();
    unmount();
    expect(onKeep).toHaveBeenCalledExactlyOnceWith(SENT);
    expect(onDone).not.toHaveBeenCalled();
  });

  test("what still runs is stopped, and kept", async () => {
    const { unmount, onKeep, onDone } = await recorder();
    unmount();
    await waitFor(() => expect(onKeep).toHaveBeenCalledExactlyOnceWith(SENT));
    expect(onDone).not.toHaveBeenCalled();
  });

  test("what still runs and is thrown away is gone", async () => {
    const { user, unmount, onKeep, finish } = await recorder();
    await user.click(button("Throw the recording away"));
    unmount();
    await act(async () => {});
    expect([onKeep.mock.calls, finish.mock.calls]).toEqual([[], []]);
  });

  test("what is still being saved is kept once it is", async () => {
    const { unmount, saved, onKeep } = await saving("Stop, and listen to it");
    unmount();
    expect(onKeep).not.toHaveBeenCalled();
    await saved();
    expect(onKeep).toHaveBeenCalledExactlyOnceWith(SENT);
  });

  test.each(["Send the voice message", "Throw the recording away"])(
    "nothing is kept after “%s”",
    async (what) => {
      const { user, unmount, onKeep } = await recorder();
      await user.click(button("Stop, and listen to it"));
      await waitFor(() => expect(button("Play")).toBeTruthy());
      await user.click(button(what));
      unmount();
      expect(onKeep).not.toHaveBeenCalled();
    },
  );

  test("what was to be sent is, although the agent has gone on", async () => {
    const { unmount, saved, onDone, onKeep } = await saving("Send the voice message");
    unmount();
    await saved();
    expect(onDone).toHaveBeenCalledExactlyOnceWith(SENT);
    expect(onKeep).not.toHaveBeenCalled();
  });

  test.each(["Send the voice message", "Stop, and listen to it"])(
    "what is thrown away while it is saved by “%s” is gone",
    async (by) => {
      const { user, unmount, saved, onDone, onKeep } = await saving(by);
      await user.click(button("Throw the recording away"));
      unmount();
      await saved();
      expect(onDone).not.toHaveBeenCalled();
      expect(onKeep).not.toHaveBeenCalled();
    },
  );
});

test("what was stopped is among the files of the conversation that it was recorded for, as a voice message", async () => {
  record();
  const { user, client, show } = await openConsole({ conversations: [chat(), chat({ id: 8 })] });
  const shown = await show(<Composer conversation={chat()} ref={null} />);
  await user.click(button("Record a voice message"));
  await user.click(await screen.findByRole("button", { name: "Stop, and listen to it" }));
  await waitFor(() => expect(button("Play")).toBeTruthy());
  await act(async () => shown.rerender(<Composer key="other" conversation={chat({ id: 8 })} ref={null} />));
  expect(screen.queryByRole("list", { name: "Files to send" })).toBeNull();
  await act(async () => shown.rerender(<Composer key="again" conversation={chat()} ref={null} />));
  expect(screen.getByRole("list", { name: "Files to send" }).textContent).toContain("voice.ogg");
  await user.click(button("Send"));
  const outbox = client.store
    .get()
    .outbox.map(({ conversation, kind, file }) => [conversation, kind, file?.voice]);
  expect(outbox).toEqual([[9, "audio", true]]);
});
