/** No socket comes through, and the server answers plain HTTP. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { NoAnswer } from "../../src/protocol/rest/request";
import type { FeedPage } from "../../src/protocol/rest/feed";
import { OFTEN_MS, SELDOM_MS } from "../../src/protocol/socket/feedPoll";
import { LiveSocket, type Link } from "../../src/protocol/socket/socket";
import { FakeSocket } from "../support/fakes";
import { message } from "../support/samples";

const applied: number[] = [];
const happened: number[] = [];
const resets: [number, string][] = [];
const links: Link["state"][] = [];
const fetchFeed =
  vi.fn<(inbox: number, cursor: { seq: number; epoch: string } | null) => Promise<FeedPage>>();

const event = (s: number) => ({
  i: 7,
  s,
  k: "message.created",
  d: message({ id: s }),
  by: null,
  was: null,
});
/** The feed has got so far. */
let head = 4;
const served = (_inbox: number, cursor: { seq: number } | null): Promise<FeedPage> => {
  const since = cursor?.seq ?? head;
  const events = Array.from({ length: Math.min(2, head - since) }, (_, index) => event(since + 1 + index));
  return Promise.resolve({ epoch: "ab12", head, events, reset: null });
};

function connect(): LiveSocket {
  const socket = new LiveSocket({
    url: "ws://console/ws/console/",
    onEvent: (_, seq) => applied.push(seq),
    onHappened: ({ k, ...rest }) =>
      k === "message.created" && happened.push((rest as { d: { id: number } }).d.id),
    onReset: (inbox, why) => resets.push([inbox, why]),
    onLink: ({ state }) => links.push(state),
    onCaughtUp: () => {},
    open: () => new FakeSocket() as unknown as WebSocket,
    fetchFeed,
    random: () => 0.5,
  });
  socket.start([7], { "7": { epoch: "ab12", seq: 4 } });
  return socket;
}

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

/** The socket is refused so often. */
async function refused(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    FakeSocket.last.closes(1006);
    // oxlint-disable-next-line no-await-in-loop -- one try after the other
    await pass(20_000);
  }
}

describe("polling", () => {
  let socket: LiveSocket;

  beforeEach(() => {
    vi.useFakeTimers();
    for (const list of [FakeSocket.all, applied, happened, resets, links]) list.length = 0;
    head = 4;
    fetchFeed.mockReset().mockImplementation(served);
    socket = connect();
  });
  afterEach(() => {
    socket.stop();
    vi.useRealTimers();
  });

  test("begins after three tries, brings what was missed and then what happens", async () => {
    FakeSocket.last.closes(1006);
    await pass(500);
    FakeSocket.last.closes(1006);
    await pass(1000);
    expect(fetchFeed).not.toHaveBeenCalled();
    head = 9;
    FakeSocket.last.closes(1006);
    await pass(0);
    expect(applied).toEqual([5, 6, 7, 8, 9]);
    expect(happened).toEqual([]);
    expect(links.at(-1)).toBe("polling");
    head = 10;
    await pass(OFTEN_MS);
    expect(applied.at(-1)).toBe(10);
    expect(happened).toEqual([10]);
  });

  test("slows down while nothing happens, and not for ever", async () => {
    await refused(3);
    await pass(120_000);
    fetchFeed.mockClear();
    await pass(60_000);
    expect(fetchFeed.mock.calls.length).toBe(60_000 / SELDOM_MS);
    head = 5;
    await pass(SELDOM_MS);
    fetchFeed.mockClear();
    head = 6;
    await pass(OFTEN_MS);
    expect(applied.at(-1)).toBe(6);
  });

  test("goes back to the socket as soon as that is live", async () => {
    await refused(3);
    head = 6;
    await pass(SELDOM_MS);
    await refused(1);
    FakeSocket.last.opens();
    expect(FakeSocket.last.sent[0]).toEqual({ op: "sub", inbox: 7, since: 6, epoch: "ab12" });
    FakeSocket.last.says({ op: "subbed", inbox: 7, epoch: "ab12", head: 6 }, { op: "live", inbox: 7 });
    expect(links.at(-1)).toBe("open");
    fetchFeed.mockClear();
    await pass(30_000);
    expect(fetchFeed).not.toHaveBeenCalled();
  });

  test("begins with the first connection that is silent", async () => {
    await pass(17_000);
    expect(links.at(-1)).toBe("polling");
  });

  test("applies nothing twice that a slow socket has brought as well", async () => {
    await refused(3);
    head = 5;
    FakeSocket.last.opens();
    FakeSocket.last.says({ op: "subbed", inbox: 7, epoch: "ab12", head: 5 });
    await pass(SELDOM_MS);
    FakeSocket.last.says({ op: "ev", ...event(5) }, { op: "live", inbox: 7 });
    expect(applied).toEqual([5]);
  });

  test("says nothing of itself while the server does not answer either", async () => {
    fetchFeed.mockRejectedValue(new NoAnswer("/api/feed/"));
    await refused(3);
    expect(links).not.toContain("polling");
    fetchFeed.mockImplementation(served);
    await pass(SELDOM_MS);
    expect(links.at(-1)).toBe("polling");
  });

  test("asks at once when somebody looks", async () => {
    await refused(3);
    await pass(120_000);
    fetchFeed.mockClear();
    socket.wake();
    await pass(0);
    expect(fetchFeed).toHaveBeenCalledOnce();
  });

  test("an epoch of another time, or a hole in the log, is a reset", async () => {
    fetchFeed.mockResolvedValue({ epoch: "cd34", head: 2, events: [], reset: null });
    await refused(3);
    expect(resets).toEqual([[7, "epoch"]]);
    fetchFeed.mockClear();
    await pass(30_000);
    // Its snapshot is being read.
    expect(fetchFeed).not.toHaveBeenCalled();
    socket.resume(7, { epoch: "cd34", seq: 2 });
    const reset = { head: 9, epoch: "cd34", why: "too_old" };
    fetchFeed.mockResolvedValue({ epoch: "", head: 0, events: [], reset });
    await pass(SELDOM_MS);
    expect(resets.at(-1)).toEqual([7, "too_old"]);
  });
});
