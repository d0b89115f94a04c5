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
import { useClient } from "../context";
import { quoteOf } from "./quote";
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

export function useReply(reply: Reply): ReplyActions {
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

type Outgoing = Pick<
  ReplyActions,
  "canSend" | "isAsking" | "send" | "sendWhenReply" | "sendFilled" | "stopAsking"
>;

type When = "now" | "thenResolve" | "whenReply";

/** Sends what is written, once nothing of it is still to be filled in. */
function useOutgoing(reply: Reply): Outgoing {
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

function isSendable(reply: Reply): boolean {
  const { text, files, canned } = reply;
  const isFine = !canned?.isLoading && files.list.every(({ verdict }) => verdict.ok);
  const isThere = text.trim() !== "" || (files.list.length > 0 && !canned?.interactive);
  return isFine && isThere && Array.from(text).length <= longestOf(reply);
}

/** With choices a text is shorter. */
function longestOf({ can, canned }: Reply): number {
  return canned?.interactive ? Math.min(LIMITS.body, can.longest_text) : can.longest_text;
}

/** Everything in the order in which the customer is to read it; the quote hangs on the first, which ends the draft. */
function sendAll(sending: Sending, reply: Reply, when: When, draftRevision: number | null): void {
  const [thenResolve, untilReply] = [when === "thenResolve", when === "whenReply"];
  const { conversation, can, text, quoted, files, canned } = reply;
  const fine = files.list.flatMap((one) => (one.verdict.ok ? [{ ...one, ...one.verdict }] : []));
  const kinds = fine.map(({ kind }) => kind);
  const choices = canned?.interactive ?? null;
  const words = text.trim();
  const { first, caption } = choices ? { first: words, caption: "" } : splitText(words, kinds, can);
  const origin = { canned: canned?.id ?? null, draftRevision };
  const isLast = (index: number): boolean => thenResolve && index === fine.length - 1;
  const chosen =
    choices && ({ kind: "interactive", payload: { interactive: withBody(choices, first) } } as const);
  if (first !== "") {
    const body = { content: first, untilReply, ...chosen, ...origin, ...quoteOf(quoted) };
    sending.send(conversation, body, thenResolve && fine.length === 0);
  }
  fine.forEach(({ file, bytes, url, uploaded, voice, kind, type }, index) => {
    const quote = index === 0 && first === "" ? { ...origin, ...quoteOf(quoted) } : {};
    const body = { content: index === 0 ? caption : "", untilReply, media: uploaded?.id ?? null, ...quote };
    const about = { kind, type, name: file.name, size: file.size, voice };
    if (bytes === null) sending.send(conversation, { ...body, kind, file: { ...about, url } }, isLast(index));
    else sending.sendFile(conversation, { file: bytes, ...about }, body, isLast(index));
  });
}
