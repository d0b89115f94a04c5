/** Another time for a message that goes out later. */
import type { Message } from "../../protocol";
import { useClient, useConversation, useInbox, useRun } from "../context";
import { useDialogT } from "../i18n/language";
import { LaterPicker } from "./LaterPicker";
import { closesBefore } from "./windowThen";

interface RescheduleProps {
  message: Message;
  sendAt: string;
  anchor: Element;
  onClose: (left: boolean) => void;
}

export function Reschedule({ message, sendAt, anchor, onClose }: RescheduleProps) {
  const client = useClient();
  const run = useRun();
  return (
    <LaterPicker
      anchor={anchor}
      first={new Date(sendAt)}
      hintAt={useHintAt(message)}
      onTime={(time) => {
        onClose(false);
        run(client.release(message, time.toISOString()));
      }}
      onClose={onClose}
    />
  );
}

/** Where the server would refuse a time. */
function useHintAt({ conversation, inbox, kind, fallback }: Message): (time: Date) => string {
  const { later: t } = useDialogT();
  const service = useConversation(conversation)?.window;
  const can = useInbox(inbox)?.capabilities;
  return (time) => {
    const isAsked = service && can && kind !== "template" && fallback === null;
    return isAsked && closesBefore(service, can, time) ? t.windowClosed : "";
  };
}
