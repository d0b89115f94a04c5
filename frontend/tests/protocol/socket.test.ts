import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { LiveSocket, SILENCE_MS, socketUrl, type Link } from "../../src/protocol/socket/socket";
import { FakeSocket } from "../support/fakes";
import { message } from "../support/samples";

const applied: number[] = [];
const resets: [number, string][] = [];
const caughtUp: number[] = [];
let link: Link;

function connect(random = () => 0.5): LiveSocket {
  const socket = new LiveSocket({
    url: "ws://console/ws/console/",
    onEvent: (_, seq) => applied.push(seq),
    onReset: (inbox, why) => resets.push([inbox, why]),
    onLink: (now) => (link = now),
    onCaughtUp: (events) => caughtUp.push(events),
    open: () => new FakeSocket() as unknown as WebSocket,
    random,
  });
  socket.start([7], { "7": { epoch: "ab12", seq: 4 } });
  return socket;
}

const event = (s: number) => ({ op: "ev", i: 7, s, k: "message.created", d: message({ id: s }) });
const subbed = (head: number) => ({ op: "subbed", inbox: 7, epoch: "ab12", head });
const live = { op: "live", inbox: 7 };

function goLive(head = 4): void {
  FakeSocket.last.opens();
  FakeSocket.last.says(subbed(head), live);
}

beforeEach(() => {
  vi.useFakeTimers();
  for (const list of [FakeSocket.all, applied, resets, caughtUp]) list.length = 0;
});
afterEach(() => vi.useRealTimers());

test("subscribes from the snapshot's cursor and is in sync when live", () => {
  connect();
  FakeSocket.last.opens();
  expect(FakeSocket.last.sent).toEqual([{ op: "sub", inbox: 7, since: 4, epoch: "ab12" }]);
  FakeSocket.last.says(subbed(5), event(5));
  expect(link.inSync).toBe(false);
  FakeSocket.last.says(live);
  expect(link).toMatchObject({ state: "open", inSync: true });
  expect(applied).toEqual([5]);
  expect(caughtUp).toEqual([]);
});

test("after a loss it comes back from the last applied and says what it caught up", () => {
  connect();
  goLive();
  FakeSocket.last.says(event(5));
  FakeSocket.last.closes(1012);
  expect(link.state).toBe("waiting");
  vi.advanceTimersByTime(500);
  FakeSocket.last.opens();
  expect(FakeSocket.last.sent).toEqual([{ op: "sub", inbox: 7, since: 5, epoch: "ab12" }]);
  FakeSocket.last.says(subbed(7), event(6), event(7), live);
  expect(applied).toEqual([5, 6, 7]);
  expect(caughtUp).toEqual([2]);
});

test("a gap is asked for again", () => {
  connect();
  goLive();
  FakeSocket.last.says(event(6), event(7));
  expect(FakeSocket.last.sent.slice(1)).toEqual([{ op: "sub", inbox: 7, since: 4, epoch: "ab12" }]);
  FakeSocket.last.says(subbed(7), event(5), event(6), event(7), live);
  expect(applied).toEqual([5, 6, 7]);
});

test("an unreadable event counts, and an unreadable frame does not end anything", () => {
  const error = vi.spyOn(console, "error").mockImplementation(() => {});
  connect();
  goLive();
  FakeSocket.last.dispatchEvent(new MessageEvent("message", { data: "{" }));
  FakeSocket.last.says({ ...event(5), d: { broken: true } }, event(6));
  expect(applied).toEqual([5, 6]);
  expect(error).toHaveBeenCalledTimes(2);
  error.mockRestore();
});

test("a lost tail is found by the heartbeat", () => {
  connect();
  goLive();
  FakeSocket.last.says({ op: "hb", heads: { "7": 6 } });
  expect(link.inSync).toBe(false);
  vi.advanceTimersByTime(4000);
  expect(FakeSocket.last.sent.at(-1)).toEqual({ op: "sub", inbox: 7, since: 4, epoch: "ab12" });
});

test("a reset asks for a snapshot and goes on from it", () => {
  const socket = connect();
  goLive();
  FakeSocket.last.says({ op: "reset", inbox: 7, head: 90, epoch: "cd34", why: "too_old" });
  expect(resets).toEqual([[7, "too_old"]]);
  FakeSocket.last.says(event(91));
  expect(applied).toEqual([]);
  socket.resume(7, { epoch: "cd34", seq: 91 });
  expect(FakeSocket.last.sent.at(-1)).toEqual({ op: "sub", inbox: 7, since: 91, epoch: "cd34" });
});

test("a reset whose snapshot is still being read is not subscribed on reconnect", () => {
  connect();
  goLive();
  FakeSocket.last.says({ op: "reset", inbox: 7, head: 90, epoch: "cd34", why: "epoch" });
  FakeSocket.last.closes(1006);
  vi.advanceTimersByTime(500);
  FakeSocket.last.opens();
  expect(FakeSocket.last.sent).toEqual([]);
});

describe("acknowledging", () => {
  test("every fifty events", () => {
    connect();
    goLive(104);
    for (let seq = 5; seq <= 104; seq += 1) FakeSocket.last.says(event(seq));
    const acks = FakeSocket.last.sent.filter((frame) => (frame as { op: string }).op === "ack");
    expect(acks).toEqual([
      { op: "ack", i: 7, s: 54 },
      { op: "ack", i: 7, s: 104 },
    ]);
  });

  test("or within five seconds, and not when there is nothing new", () => {
    connect();
    goLive();
    FakeSocket.last.says(event(5));
    vi.advanceTimersByTime(6000);
    FakeSocket.last.says({ op: "hb", heads: { "7": 5 } });
    vi.advanceTimersByTime(12_000);
    expect(FakeSocket.last.sent.slice(1)).toEqual([{ op: "ack", i: 7, s: 5 }]);
  });
});

describe("coming back", () => {
  test("silence is death", () => {
    connect();
    goLive();
    vi.advanceTimersByTime(SILENCE_MS);
    expect(FakeSocket.all).toHaveLength(1);
    vi.advanceTimersByTime(2000);
    expect(FakeSocket.all).toHaveLength(2);
  });

  test("never gives up, and waits longer each time up to the ceiling", () => {
    connect(() => 1);
    for (let attempt = 0; attempt < 20; attempt += 1) {
      FakeSocket.last.closes(1006);
      vi.advanceTimersByTime(Math.min(30_000, 1000 * 2 ** attempt) - 1);
      expect(FakeSocket.all).toHaveLength(attempt + 1);
      vi.advanceTimersByTime(1);
      expect(FakeSocket.all).toHaveLength(attempt + 2);
    }
  });

  test("waking up does not wait for the timer", () => {
    const socket = connect(() => 1);
    FakeSocket.last.closes(1006);
    socket.wake();
    expect(FakeSocket.all).toHaveLength(2);
    FakeSocket.last.opens();
    socket.wake();
    expect(FakeSocket.all).toHaveLength(2);
  });

  test("a planned restart is waited for as long as the server asked", () => {
    connect(() => 0);
    goLive();
    FakeSocket.last.says({ op: "bye", in: 3.2 });
    FakeSocket.last.closes(1012);
    vi.advanceTimersByTime(3199);
    expect(FakeSocket.all).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(FakeSocket.all).toHaveLength(2);
  });

  test("too slow: back at once, but not in a circle", () => {
    connect();
    goLive();
    FakeSocket.last.closes(4408);
    expect(FakeSocket.all).toHaveLength(2);
    FakeSocket.last.opens();
    FakeSocket.last.closes(4408);
    expect(FakeSocket.all).toHaveLength(2);
  });

  test.each([4400, 4429])("after %i it keeps away for longer", (code) => {
    connect(() => 1);
    FakeSocket.last.closes(code);
    vi.advanceTimersByTime(15_999);
    expect(FakeSocket.all).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(FakeSocket.all).toHaveLength(2);
  });

  test.each([
    [4401, "login"],
    [4403, "forbidden"],
    [4410, "reload"],
  ] as const)("after %i it stops: %s", (code, stop) => {
    connect();
    goLive();
    FakeSocket.last.closes(code);
    vi.advanceTimersByTime(120_000);
    expect(FakeSocket.all).toHaveLength(1);
    expect(link).toEqual({ state: "stopped", stop, inSync: false });
  });

  test("after logging in again it goes on where it was", () => {
    const socket = connect();
    goLive();
    FakeSocket.last.says(event(5));
    FakeSocket.last.closes(4401);
    socket.restart();
    FakeSocket.last.opens();
    expect(FakeSocket.last.sent).toEqual([{ op: "sub", inbox: 7, since: 5, epoch: "ab12" }]);
  });

  test("a late frame of a socket that was given up is not heard", () => {
    connect();
    goLive();
    const old = FakeSocket.last;
    old.closes(1006);
    old.says(event(5));
    expect(applied).toEqual([]);
  });
});

test("the socket follows the page's scheme", () => {
  expect(socketUrl({ protocol: "https:", host: "client.example" })).toBe("wss://client.example/ws/console/");
  expect(socketUrl({ protocol: "http:", host: "10.0.0.5:8000" })).toBe("ws://10.0.0.5:8000/ws/console/");
});
