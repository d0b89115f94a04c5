import { describe, expect, test } from "vitest";
import * as resume from "../../src/protocol/socket/resume";

const at = (seq: number): resume.Subscription => ({
  ...resume.fromSnapshot({ epoch: "ab12", seq }),
  phase: "live",
});

describe("events", () => {
  test("the next one is applied", () => {
    const [track, verdict] = resume.onEvent(at(4), 5);
    expect(verdict).toBe("apply");
    expect(track.applied).toBe(5);
  });

  test.each([1, 3, 4])("number %i, already applied, is dropped", (seq) => {
    expect(resume.onEvent(at(4), seq)).toEqual([at(4), "drop"]);
  });

  test("a hole asks once, and what still arrives before the answer is dropped", () => {
    const [asking, first] = resume.onEvent(at(4), 7);
    const [same, second] = resume.onEvent(asking, 8);
    expect([first, second]).toEqual(["gap", "drop"]);
    expect(same.applied).toBe(4);
    const [replaying] = resume.onSubbed(same, "ab12", 8);
    expect(resume.onEvent(replaying, 5)[1]).toBe("apply");
  });

  test("events before the first answer are dropped", () => {
    expect(resume.onEvent(resume.asked(resume.notSubscribed), 1)[1]).toBe("drop");
  });

  test("an arbitrary shuffle with repeats never applies a number twice or out of order", () => {
    let seed = 7;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    let track = at(0);
    const applied: number[] = [];
    for (let step = 0; step < 5000; step += 1) {
      const seq = Math.max(1, (track.applied ?? 0) + Math.floor(random() * 5) - 1);
      const [next, verdict] = resume.onEvent(track, seq);
      track = verdict === "gap" ? resume.onSubbed(next, "ab12", seq)[0] : next;
      if (verdict === "apply") applied.push(seq);
    }
    expect(applied).toEqual(Array.from(applied, (_, index) => index + 1));
    expect(applied.length).toBeGreaterThan(100);
  });
});

describe("subscribing", () => {
  test("without a cursor it begins at the head", () => {
    const [track, verdict] = resume.onSubbed(resume.asked(resume.notSubscribed), "ab12", 30);
    expect(verdict).toBe("apply");
    expect(track).toMatchObject({ applied: 30, head: 30, epoch: "ab12", phase: "replaying" });
  });

  test("another epoch is a reset", () => {
    const [track, verdict] = resume.onSubbed(resume.asked(at(4)), "cd34", 9);
    expect(verdict).toBe("reset");
    expect(track).toMatchObject({ phase: "resetting", applied: null, epoch: null });
  });

  test("a head behind us is a reset: that feed is not the one we knew", () => {
    expect(resume.onSubbed(resume.asked(at(4)), "ab12", 3)[1]).toBe("reset");
  });

  test("while resetting nothing is applied, and a new snapshot goes on", () => {
    const track = resume.resetting(at(4));
    expect(resume.onEvent(track, 5)[1]).toBe("drop");
    expect(resume.onSkip(track, 9)).toBe(track);
    expect(resume.disconnected(track).phase).toBe("resetting");
  });

  test("the replay is counted until live", () => {
    let [track] = resume.onSubbed(resume.asked(at(4)), "ab12", 6);
    for (const seq of [5, 6]) [track] = resume.onEvent(track, seq);
    expect(track.replayed).toBe(2);
    expect(resume.isInSync(track)).toBe(false);
    track = resume.onLive(track);
    [track] = resume.onEvent(track, 7);
    expect(track.replayed).toBe(2);
    expect(resume.isInSync(track)).toBe(true);
  });
});

describe("skips and heads", () => {
  test("a skip moves on without events", () => {
    const track = resume.onSkip(at(4), 9);
    expect(track.applied).toBe(9);
    expect(resume.onSkip(track, 6).applied).toBe(9);
    expect(resume.onEvent(track, 10)[1]).toBe("apply");
  });

  test("a head ahead of us for too long means the tail was lost", () => {
    let track = resume.onHead(at(4), 6, 1000);
    expect(resume.isInSync(track)).toBe(false);
    expect(resume.isStuck(track, 3999)).toBe(false);
    expect(resume.isStuck(track, 4000)).toBe(true);
    track = resume.onHead(track, 6, 2500);
    expect(track.behindSince).toBe(1000);
  });

  test("catching up clears the alarm", () => {
    let track = resume.onHead(at(4), 5, 1000);
    [track] = resume.onEvent(track, 5);
    expect(track.behindSince).toBeNull();
    expect(resume.isInSync(track)).toBe(true);
  });

  test("a lagging relay's older head changes nothing", () => {
    expect(resume.onHead(at(4), 2, 1000)).toEqual(at(4));
  });
});
