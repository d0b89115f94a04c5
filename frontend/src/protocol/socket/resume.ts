/**
 * Where one inbox's feed stands here, and what to do with each frame. Pure: no clock, no socket.
 *
 * The rule: apply an event iff it is the next one. Older: drop, for ever. Newer: something is
 * missing, ask again from the last applied. Too old to be replayed: an honest reset.
 */
import type { Cursor } from "..";

/** A head that stays ahead of us this long means that the tail was lost. */
export const BEHIND_MS = 3000;

export type Phase =
  /** Not asked yet, or the socket is gone. */
  | "idle"
  /** `sub` is on its way; events out of order are only the echo of the gap. */
  | "asked"
  /** `subbed`: the missed events are coming. */
  | "replaying"
  | "live"
  /** The server cannot serve our cursor: a fresh snapshot is being read. */
  | "resetting";

export interface Subscription {
  readonly phase: Phase;
  readonly epoch: string | null;
  /** Last applied number; null before the first `subbed` or snapshot. */
  readonly applied: number | null;
  /** The newest number that the server has told of. */
  readonly head: number;
  /** Since when (ms) the head is ahead of us although we are live. */
  readonly behindSince: number | null;
  /** How many events the current replay has brought. */
  readonly replayed: number;
}

export type Verdict = "apply" | "drop" | "gap" | "reset";

export const notSubscribed: Subscription = {
  phase: "idle",
  epoch: null,
  applied: null,
  head: 0,
  behindSince: null,
  replayed: 0,
};

/** A track that goes on from a snapshot's cursor. */
export function fromSnapshot(cursor: Cursor): Subscription {
  return { ...notSubscribed, epoch: cursor.epoch, applied: cursor.seq, head: cursor.seq };
}

export function isInSync(track: Subscription): boolean {
  return track.phase === "live" && track.applied !== null && track.applied >= track.head;
}

/** The socket is gone: what was applied stays. */
export function disconnected(track: Subscription): Subscription {
  return track.phase === "resetting" ? track : { ...track, phase: "idle", behindSince: null };
}

export function asked(track: Subscription): Subscription {
  return { ...track, phase: "asked", behindSince: null, replayed: 0 };
}

export function onSubbed(track: Subscription, epoch: string, head: number): [Subscription, Verdict] {
  const forked = track.epoch !== null && track.epoch !== epoch;
  const ahead = track.applied !== null && track.applied > head;
  if (forked || ahead) return [resetting(track), "reset"];
  const applied = track.applied ?? head;
  return [{ ...track, phase: "replaying", epoch, applied, head: Math.max(head, applied) }, "apply"];
}

export function onLive(track: Subscription): Subscription {
  return track.phase === "replaying" ? { ...track, phase: "live" } : track;
}

export function onEvent(track: Subscription, seq: number): [Subscription, Verdict] {
  const { applied, phase } = track;
  if (applied === null || phase === "resetting" || phase === "idle" || seq <= applied) return [track, "drop"];
  if (seq > applied + 1) {
    // One question per gap: what still arrives before the answer is part of that answer.
    return phase === "asked" ? [track, "drop"] : [asked(track), "gap"];
  }
  return [advanced(track, seq, 1), "apply"];
}

/** A page of the feed that came without a socket: it may be older than what a socket has brought meanwhile. */
export function onPage(track: Subscription, epoch: string, head: number): [Subscription, Verdict] {
  if (track.epoch !== null && track.epoch !== epoch) return [resetting(track), "reset"];
  return [{ ...track, epoch, applied: track.applied ?? head, head: Math.max(track.head, head) }, "apply"];
}

/** An event of such a page: nothing is missing between two of them. */
export function onPolled(track: Subscription, seq: number): [Subscription, Verdict] {
  if (track.applied === null || track.phase === "resetting" || seq <= track.applied) return [track, "drop"];
  return [advanced(track, seq, 1), "apply"];
}

/** Numbers up to `to` that this agent may not see. */
export function onSkip(track: Subscription, to: number): Subscription {
  const { applied, phase } = track;
  if (applied === null || phase === "resetting" || phase === "idle" || to <= applied) return track;
  return advanced(track, to, 0);
}

export function onHead(track: Subscription, head: number, now: number): Subscription {
  const newest = Math.max(track.head, head);
  const behind = track.applied !== null && newest > track.applied;
  return { ...track, head: newest, behindSince: behind ? (track.behindSince ?? now) : null };
}

/** Whether the tail was lost: live, and behind the head for too long. */
export function isStuck(track: Subscription, now: number): boolean {
  return track.phase === "live" && track.behindSince !== null && now - track.behindSince >= BEHIND_MS;
}

export function resetting(track: Subscription): Subscription {
  return { ...notSubscribed, phase: "resetting", head: track.head };
}

function advanced(track: Subscription, seq: number, events: number): Subscription {
  const head = Math.max(track.head, seq);
  return {
    ...track,
    applied: seq,
    head,
    behindSince: seq >= head ? null : track.behindSince,
    replayed: track.phase === "live" ? track.replayed : track.replayed + events,
  };
}
