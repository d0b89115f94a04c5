/** Notifications while the console is open; what they are made with comes after the first list. */
import { useEffect } from "react";
import type { ConsoleClient } from "../../store/client";
import { useClient } from "../context";
import type { DialogSentences } from "../i18n/dialogs.en";
import { useDialogLoader } from "../i18n/language";

/** Milliseconds: the list and what a click opens have the network before it; and after no network. */
const LATER = 600;
const AGAIN = 10_000;

export function useNotifications(): void {
  const client = useClient();
  const loadWords = useDialogLoader();
  useEffect(() => whenLoaded(client, loadWords), [client, loadWords]);
}

function whenLoaded(client: ConsoleClient, loadWords: () => Promise<DialogSentences>): () => void {
  let stop: (() => void) | null = null;
  let isOver = false;
  const start = async (): Promise<void> => {
    const [{ startNotifications }, words] = await Promise.all([import("./start"), loadWords()]);
    if (!isOver) stop = startNotifications(client, words.notifications);
  };
  const begin = (): void => {
    start().catch(() => {
      if (!isOver) timer = setTimeout(begin, AGAIN);
    });
  };
  let timer = setTimeout(begin, LATER);
  return () => {
    isOver = true;
    clearTimeout(timer);
    stop?.();
  };
}
