/** Texts that came too late for the window go back into the composer. */
import { useEffect, type RefObject } from "react";
import type { Id } from "../../protocol";
import { ofConversation, type Pending } from "../../store/state/pending";
import type { ComposerHandle } from "../composer/Composer";
import { useClient, useSelect } from "../context";

/** Back into the composer, which by now asks for a template. */
export function useWindowClosed(id: Id, composer: RefObject<ComposerHandle | null>): void {
  const client = useClient();
  const outbox = useSelect((state) => state.outbox);
  useEffect(() => {
    const late = ofConversation(outbox, id).filter(isTooLate);
    if (late.length === 0) return;
    for (const { clientId } of late) client.discard(clientId);
    composer.current?.tooLate(late.map(({ content }) => content).join("\n"));
  }, [client, outbox, id, composer]);
}

/** A text that only a template could have gone with, as its author did not know. */
function isTooLate({ kind, refusal, hold, untilReply }: Pending): boolean {
  return kind === "text" && !hold && refusal?.code === (untilReply ? "template_needed" : "window_closed");
}
