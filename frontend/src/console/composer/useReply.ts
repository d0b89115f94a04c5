/** What can be done in the reply box: type, attach, record, send. */
import { useState } from "react";
import type { Capabilities, Conversation, Message } from "../../protocol";
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
  /** Back to the text: what had the focus goes. */
  readonly onRefocus: () => void;
}

export interface ReplyActions {
  readonly canSend: boolean;
  readonly isRecording: boolean;
  readonly send: (thenResolve: boolean) => void;
  readonly type: (text: string) => void;
  readonly unquote: () => void;
  readonly addFiles: (files: readonly File[]) => void;
  readonly removeFile: (key: string) => void;
  readonly record: () => void;
  readonly sendVoice: (voice: LocalFile) => void;
  readonly cancelVoice: () => void;
}

export function useReply(reply: Reply): ReplyActions {
  const { sending } = useClient();
  const [isRecording, setRecording] = useState(false);
  const { conversation, onText, quoted, onQuoted, files, onRefocus } = reply;
  const canSend = isSendable(reply);
  const unquote = (): void => {
    onQuoted(null);
    onRefocus();
  };
  return {
    canSend,
    isRecording,
    unquote,
    send: (thenResolve) => {
      if (!canSend) return;
      sendAll(sending, reply, thenResolve);
      onText("");
      unquote();
      files.clear();
    },
    type: (next) => {
      onText(next);
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
    cancelVoice: () => {
      setRecording(false);
      onRefocus();
    },
  };
}

function isSendable({ text, files, can }: Reply): boolean {
  const isThere = files.list.length > 0 ? files.list.every(({ verdict }) => verdict.ok) : text.trim() !== "";
  return isThere && Array.from(text).length <= can.longest_text;
}

/** Everything in the order in which the customer is to read it; the quote hangs on the first. */
function sendAll(sending: Sending, reply: Reply, thenResolve: boolean): void {
  const { conversation, can, text, quoted, files } = reply;
  const fine = files.list.flatMap(({ file, verdict }) => (verdict.ok ? [{ file, ...verdict }] : []));
  const kinds = fine.map(({ kind }) => kind);
  const { first, caption } = splitText(text.trim(), kinds, can);
  const isLast = (index: number): boolean => thenResolve && index === fine.length - 1;
  if (first !== "")
    sending.send(conversation, { content: first, ...quoteOf(quoted) }, thenResolve && fine.length === 0);
  fine.forEach(({ file, kind, type }, index) => {
    const quote = index === 0 && first === "" ? quoteOf(quoted) : {};
    const body = { content: index === 0 ? caption : "", ...quote };
    const local = { file, kind, type, name: file.name, voice: false };
    sending.sendFile(conversation, local, body, isLast(index));
  });
}
