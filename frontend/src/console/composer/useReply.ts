/** What can be done in the reply box: type, attach, record, send. */
import { useState } from "react";
import type { Capabilities, Conversation, Message } from "../../protocol";
import { cannedUsed } from "../../store/canned/list";
import { withBody } from "../../store/canned/choices";
import { blanksIn } from "../../store/canned/variables";
import type { CannedDraft } from "../../store/canned/view";
import { LIMITS } from "../../store/drafts/interactiveDraft";
import { splitText } from "../../store/messages/files";
import type { LocalFile, Sending } from "../../store/sending/sending";
import type { Body } from "../../store/state/pending";
import { useClient } from "../context";
import { quoteOf } from "./quote";
import type { Later } from "../later/SendLater";
import type { ChosenFiles } from "./attach/useChosenFiles";

/** The draft of one conversation, and how it changes. */
export interface Reply {
  readonly conversation: Conversation;
  readonly can: Capabilities;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly quoted: Message | null;
  readonly onQuoted: (message: Message | null) => void;
  readonly files: ChosenFiles;
  /** What the text began as, and what the customer can choose. */
  readonly canned: CannedDraft | null;
  readonly onCanned: (canned: CannedDraft | null) => void;
  /** Back to the text: what had the focus goes. */
  readonly onRefocus: () => void;
}

/** `asking`: the agent is asked for what is still to be filled in, and sends it then. */
export type SendOutcome = "sent" | "asking" | "nothing" | "refused";

/** What must be saved first is known later. */
export type Sent = SendOutcome | Promise<SendOutcome>;

export interface ReplyActions {
  readonly canSend: boolean;
  /** Characters. */
  readonly longest: number;
  readonly isRecording: boolean;
  readonly isAsking: boolean;
  readonly send: (thenResolve: boolean) => SendOutcome;
  /** With the customer's next message. */
  readonly sendWhenReply: () => SendOutcome;
  /** Ask for the time. */
  readonly chooseTime: () => SendOutcome;
  /** As it was filled in. */
  readonly sendFilled: (text: string) => void;
  readonly stopAsking: () => void;
  readonly type: (text: string) => void;
  readonly unquote: () => void;
  readonly addFiles: (files: readonly File[]) => void;
  readonly removeFile: (key: string) => void;
  readonly record: () => void;
  readonly sendVoice: (voice: LocalFile) => void;
  /** Among the files of the draft, which the agent finds there. */
  readonly keepVoice: (voice: LocalFile) => void;
  readonly cancelVoice: () => void;
}

export function useReply(reply: Reply, chooseTime: () => SendOutcome): ReplyActions {
  const { sending } = useClient();
  const [isRecording, setRecording] = useState(false);
  const { conversation, onText, quoted, onQuoted, files, canned, onCanned, onRefocus } = reply;
  const unquote = (): void => {
    onQuoted(null);
    onRefocus();
  };
  const outgoing = useOutgoing(reply);
  return {
    ...outgoing,
    chooseTime,
    longest: longestOf(reply),
    isRecording,
    unquote,
    type: (next) => {
      onText(next);
      // What is written anew is another text.
      if (next === "" && canned?.interactive === null && !canned.isLoading) onCanned(null);
      if (next !== "") sending.typed(conversation);
    },
    addFiles: (chosen) => {
      files.add(chosen);
      onRefocus();
    },
    removeFile: (key) => {
      files.remove(key);
      onRefocus();
    },
    record: () => setRecording(true),
    sendVoice: (voice) => {
      sending.sendFile(conversation, voice, { content: "", ...quoteOf(quoted) });
      unquote();
      setRecording(false);
    },
    keepVoice: ({ file, name, type, voice }) => files.add([new File([file], name, { type })], voice),
    cancelVoice: () => {
      setRecording(false);
      onRefocus();
    },
  };
}

interface Outgoing extends Pick<
  ReplyActions,
  "canSend" | "isAsking" | "send" | "sendWhenReply" | "sendFilled" | "stopAsking"
> {
  /** At a time. */
  readonly sendLater: (later: Later) => SendOutcome;
}

type When = "now" | "thenResolve" | "whenReply" | Later;

/** Sends what is written, once nothing of it is still to be filled in. */
export function useOutgoing(reply: Reply): Outgoing {
  const { sending, queries, draftKeeper } = useClient();
  const [asking, setAsking] = useState<When | null>(null);
  const { onText, onRefocus } = reply;
  const canSend = isSendable(reply);
  const deliver = (whole: Reply, when: When): void => {
    const draftRevision = draftKeeper.spend({ conversation: whole.conversation.id, mode: "reply" });
    sendAll(sending, whole, when, draftRevision);
    if (whole.canned) void cannedUsed(queries);
    onRefocus();
  };
  const send = (when: When): SendOutcome => {
    if (!canSend) return "nothing";
    if (blanksIn(reply.text).length > 0) {
      setAsking(when);
      return "asking";
    }
    deliver(reply, when);
    return "sent";
  };
  return {
    canSend,
    isAsking: asking !== null,
    send: (thenResolve) => send(thenResolve ? "thenResolve" : "now"),
    sendWhenReply: () => send("whenReply"),
    sendLater: send,
    sendFilled: (text) => {
      const whole = { ...reply, text };
      if (isSendable(whole)) deliver(whole, asking ?? "now");
      else onText(text);
      setAsking(null);
      onRefocus();
    },
    stopAsking: () => {
      setAsking(null);
      onRefocus();
    },
  };
}

export function isSendable(reply: Reply): boolean {
  const { text, files, canned } = reply;
  const isFine = !canned?.isLoading && files.list.every(({ verdict }) => verdict.ok);
  const isThere = text.trim() !== "" || (files.list.length > 0 && !canned?.interactive);
  return isFine && isThere && Array.from(text).length <= longestOf(reply);
}

/** With choices a text is shorter. */
function longestOf({ can, canned }: Reply): number {
  return canned?.interactive ? Math.min(LIMITS.body, can.longest_text) : can.longest_text;
}

/** How many messages it would be. */
export function partsOf(reply: Reply): number {
  const { first, fine } = split(reply);
  return (first === "" ? 0 : 1) + fine.length;
}

/** The text of the first message, empty where that is a file, and the files. */
function split({ can, text, files, canned }: Reply) {
  const fine = files.list.flatMap((one) => (one.verdict.ok ? [{ ...one, ...one.verdict }] : []));
  const words = text.trim();
  if (canned?.interactive) return { fine, first: words, caption: "" };
  const kinds = fine.map(({ kind }) => kind);
  return { fine, ...splitText(words, kinds, can) };
}

/** What it waits for. */
function waiting(when: When): Pick<Body, "untilReply" | "sendAt" | "fallback"> {
  if (typeof when === "object") return { untilReply: false, sendAt: when.at, fallback: when.fallback };
  return { untilReply: when === "whenReply", sendAt: null, fallback: null };
}

/** Everything in the order in which the customer is to read it; the quote hangs on the first, which ends the draft. */
function sendAll(sending: Sending, reply: Reply, when: When, draftRevision: number | null): void {
  const thenResolve = when === "thenResolve";
  const { conversation, quoted, canned } = reply;
  const { fine, first, caption } = split(reply);
  const choices = canned?.interactive ?? null;
  const waits = waiting(when);
  const origin = { canned: canned?.id ?? null, draftRevision };
  const isLast = (index: number): boolean => thenResolve && index === fine.length - 1;
  const chosen =
    choices && ({ kind: "interactive", payload: { interactive: withBody(choices, first) } } as const);
  if (first !== "") {
    const body = { content: first, ...waits, ...chosen, ...origin, ...quoteOf(quoted) };
    sending.send(conversation, body, thenResolve && fine.length === 0);
  }
  fine.forEach(({ file, bytes, url, uploaded, voice, kind, type }, index) => {
    const quote = index === 0 && first === "" ? { ...origin, ...quoteOf(quoted) } : {};
    const body = { content: index === 0 ? caption : "", ...waits, media: uploaded?.id ?? null, ...quote };
    const about = { kind, type, name: file.name, size: file.size, voice };
    if (bytes === null) sending.send(conversation, { ...body, kind, file: { ...about, url } }, isLast(index));
    else sending.sendFile(conversation, { file: bytes, ...about }, body, isLast(index));
  });
}
