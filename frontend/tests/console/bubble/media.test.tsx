/** Files in a bubble: while they come, when they do not, and how a sound is played. */
// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { Media } from "../../../src/console/bubble/media/Media";
import { ThreadActionsContext, type ThreadActions } from "../../../src/console/thread/threadActions";
import type { Attachment } from "../../../src/protocol";
import { openConsole } from "../../support/console";
import { attachment } from "../../support/samples";

async function shown(change: Partial<Attachment>) {
  const console = await openConsole();
  const show = vi.fn<(id: number) => void>();
  const actions = { show } as unknown as ThreadActions;
  const { container } = await console.show(
    <ThreadActionsContext value={actions}>
      <Media attachment={attachment(change)} />
    </ThreadActionsContext>,
  );
  return { ...console, container, show };
}

describe("a file that is not there yet", () => {
  test("says that it is being fetched, and by what name", async () => {
    await shown({ kind: "document", state: "pending", url: null, filename: "invoice.pdf" });
    expect(screen.getByText("invoice.pdf")).toBeTruthy();
    expect(screen.getByText("Is being fetched…")).toBeTruthy();
    expect(screen.queryByRole("link")).toBeNull();
  });

  test("keeps the caption that came before it", async () => {
    await shown({ state: "pending", url: null, caption: "Our shop" });
    expect(screen.getByText("Our shop")).toBeTruthy();
  });
});

describe("a file that could not be fetched", () => {
  const error = {
    code: "131052",
    title: "The file is gone",
    detail: "It was kept for 30 days.",
    action: "Ask for it again.",
    advice: "none" as const,
  };

  test("says what happened and what to do", async () => {
    await shown({ state: "failed", url: null, error });
    expect(screen.getByText("The file is gone")).toBeTruthy();
    expect(screen.getByText("It was kept for 30 days. Ask for it again.")).toBeTruthy();
  });

  test("says so in our words where the provider gave none", async () => {
    await shown({ state: "failed", url: null, error: null });
    expect(screen.getByText("This file could not be fetched.")).toBeTruthy();
  });

  test("is asked for again once, however often the button is pressed", async () => {
    const { server, user } = await shown({ state: "failed", url: null, error });
    const answer = Promise.withResolvers<Response>();
    server.on("POST", /\/attachments\/4\/retry\/$/u, () => answer.promise);
    const button = screen.getByRole<HTMLButtonElement>("button", { name: "Retry" });
    await user.click(button);
    expect(button.ariaDisabled).toBe("true");
    await user.click(button);
    await act(async () => answer.resolve(Response.json({})));
    await waitFor(() => expect(button.ariaDisabled).toBe("false"));
    expect(server.count("POST", /retry/u)).toBe(1);
  });

  test("says when asking did not work either", async () => {
    const { server, user, client } = await shown({ state: "failed", url: null, error });
    server.refuses("POST", /retry/u, 400, { detail: "Not any more." });
    await user.click(screen.getByRole("button", { name: "Retry" }));
    await waitFor(() =>
      expect(client.notice.get()).toMatchObject({ text: "That did not work: Not any more." }),
    );
  });

  test("of this browser's own outbox has no button of the server's", async () => {
    await shown({ id: -1, state: "failed", url: null, error });
    expect(screen.queryByRole("button", { name: "Retry" })).toBeNull();
  });
});

describe("a picture", () => {
  test("is shown large by a click, and named by its caption", async () => {
    const { user, show } = await shown({ caption: "Our shop", filename: "a.png" });
    await user.click(screen.getByRole("button", { name: "Image Our shop. Show it large" }));
    expect(show).toHaveBeenCalledExactlyOnceWith(4);
  });

  test("that the browser cannot draw becomes a file to be saved", async () => {
    const { container } = await shown({ filename: "a.png" });
    fireEvent.error(container.querySelector("img") as HTMLImageElement);
    expect(screen.getByRole("link").getAttribute("download")).toBe("a.png");
    expect(container.querySelector("img")).toBeNull();
  });
});

test("a film loads nothing before it is asked for when it has a small picture", async () => {
  const { container } = await shown({ kind: "video", thumbnail_url: "/small", caption: "The street" });
  const video = container.querySelector("video") as HTMLVideoElement;
  expect([video.preload, video.getAttribute("poster")]).toEqual(["none", "/small"]);
  expect(video.getAttribute("aria-label")).toBe("The street");
});

describe("a voice message", () => {
  const play = vi.fn<() => Promise<void>>();
  const pause = vi.fn<() => void>();

  beforeEach(() => {
    play.mockReset().mockResolvedValue();
    pause.mockReset();
    HTMLMediaElement.prototype.play = play;
    HTMLMediaElement.prototype.pause = pause;
  });

  async function voice(change: Partial<Attachment> = {}) {
    const console = await shown({ kind: "audio", voice: true, filename: "v.ogg", ...change });
    const audio = console.container.querySelector("audio") as HTMLAudioElement;
    return { ...console, audio };
  }

  test("is a group of that name, without the name of its file", async () => {
    await voice();
    expect(screen.getByRole("group", { name: "Voice message" })).toBeTruthy();
    expect(screen.queryByText(/v\.ogg/u)).toBeNull();
  });

  test("a music file tells its name", async () => {
    await voice({ voice: false, filename: "song.mp3" });
    expect(screen.getByRole("group", { name: "song.mp3" })).toBeTruthy();
    expect(screen.getByText(/song\.mp3/u)).toBeTruthy();
  });

  test("plays and pauses by one button", async () => {
    const { user, audio } = await voice();
    await user.click(screen.getByRole("button", { name: "Play" }));
    expect(play).toHaveBeenCalledOnce();
    fireEvent.play(audio);
    await user.click(screen.getByRole("button", { name: "Pause" }));
    expect(pause).toHaveBeenCalledOnce();
    fireEvent.pause(audio);
    expect(screen.getByRole("button", { name: "Play" })).toBeTruthy();
  });

  test("stops when another one begins", async () => {
    const { user } = await voice();
    const other = await voice({ id: 5, url: "/api/attachments/5/file" });
    const [first, second] = screen.getAllByRole("button", { name: "Play" }) as [HTMLElement, HTMLElement];
    await user.click(first);
    pause.mockClear();
    await other.user.click(second);
    expect(pause).toHaveBeenCalledOnce();
  });

  test("goes to where its line is dragged, once its length is known", async () => {
    const { audio } = await voice();
    const line = screen.getByRole<HTMLInputElement>("slider", { name: "Position" });
    expect(line.disabled).toBe(true);
    Object.defineProperty(audio, "duration", { value: 65 });
    fireEvent.loadedMetadata(audio);
    expect([line.disabled, line.max]).toEqual([false, "65"]);
    expect(screen.getByText("1:05")).toBeTruthy();
    fireEvent.change(line, { target: { value: "30" } });
    expect(audio.currentTime).toBe(30);
    fireEvent.timeUpdate(audio);
    expect(line.getAttribute("aria-valuetext")).toBe("0:30");
    fireEvent.ended(audio);
    expect(line.getAttribute("aria-valuetext")).toBe("0:00");
  });

  test("is played faster, step by step and round again", async () => {
    const { user, audio } = await voice();
    const rates: number[] = [];
    const speed = screen.getByRole("button", { name: /^Speed/u });
    for (let step = 0; step < 3; step += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one press after the other
      await user.click(speed);
      rates.push(audio.playbackRate);
    }
    expect(rates).toEqual([1.5, 2, 1]);
  });

  test("that the browser cannot play can be saved", async () => {
    play.mockRejectedValue(new Error("NotSupportedError"));
    const { user } = await voice();
    await user.click(screen.getByRole("button", { name: "Play" }));
    expect(await screen.findByText(/This browser cannot play this file/u)).toBeTruthy();
    expect(screen.getByRole("link", { name: "Download" }).getAttribute("href")).toBe(
      "/api/attachments/4/file",
    );
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Play" }).disabled).toBe(true);
  });

  test("falls silent when its conversation is left", async () => {
    await voice();
    expect(pause).not.toHaveBeenCalled();
    cleanup();
    expect(pause).toHaveBeenCalledOnce();
  });
});
