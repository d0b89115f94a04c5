/** For screen readers: what the customer of the open conversation writes, gathered for a second. */
import { useEffect, useRef, useState } from "react";
import { contactName } from "../../ui/text/format";
import type { Conversation } from "../../protocol";
import type { Thread } from "../../store/state/thread";
import { useT } from "../i18n/language";

const GATHER_MS = 1000;

export function useAnnouncements({ contact }: Conversation, { messages, loaded }: Thread): string {
  const t = useT();
  const name = contactName(contact);
  const [announced, setAnnounced] = useState("");
  const upTo = useRef<number | null>(null);
  const latest = useRef(messages);
  useEffect(() => {
    latest.current = messages;
  });
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);
  useEffect(() => {
    if (!loaded) return;
    // What was there when the conversation was opened is for reading, not for announcing.
    upTo.current ??= newestId(messages);
    if (newestId(messages) <= upTo.current || timer.current !== null) return;
    timer.current = setTimeout(() => {
      timer.current = null;
      const since = upTo.current ?? 0;
      upTo.current = newestId(latest.current);
      const fresh = latest.current.filter(({ id, direction }) => id > since && direction === "inbound");
      if (fresh.length > 0)
        setAnnounced(fresh.map(({ content }) => t.thread.announced(name, content)).join("\n"));
    }, GATHER_MS);
  }, [messages, loaded, name, t]);
  return announced;
}

function newestId(messages: Thread["messages"]): number {
  return messages.reduce((newest, { id }) => Math.max(newest, id), 0);
}
