/**
 * Asks when the reply is to go out. Beside the box, which gives way when the window closes meanwhile or somebody else
 * answers: what was filled in until then stays.
 */
import { useRef, useState, type RefObject } from "react";
import { BlanksDialog, SendLater } from "../lazyComponents";
import { isSendable, partsOf, useOutgoing, type Reply, type SendOutcome } from "./useReply";

export interface LaterQuestions {
  readonly isOn: boolean;
  readonly ask: () => SendOutcome;
  readonly stop: () => void;
}

/** `isElsewhere`: what is written now is no reply. */
export function useLaterQuestion(reply: Reply, isElsewhere: boolean): LaterQuestions {
  const [isOn, setOn] = useState(false);
  const canSend = isSendable(reply);
  // Emptied elsewhere: what is written next is asked about when the agent wishes.
  if (isOn && !canSend) setOn(false);
  const { contact, answered_by } = reply.conversation;
  return {
    isOn: isOn && canSend,
    ask: () => {
      if (isElsewhere || contact.blocked || answered_by !== null) return "refused";
      if (!canSend) return "nothing";
      setOn(true);
      return "asking";
    },
    stop: () => setOn(false),
  };
}

interface LaterQuestionProps {
  reply: Reply;
  form: RefObject<HTMLElement | null>;
  onDone: () => void;
}

export function LaterQuestion({ reply, form, onDone }: LaterQuestionProps) {
  const [anchor] = useState(() => form.current?.querySelector(".send-more") ?? null);
  const hasChosen = useRef(false);
  const { isAsking, sendLater, sendFilled, stopAsking } = useOutgoing(reply);
  if (isAsking)
    return (
      <BlanksDialog
        text={reply.text}
        onSend={(text) => {
          sendFilled(text);
          onDone();
        }}
        onClose={() => {
          stopAsking();
          onDone();
        }}
      />
    );
  return (
    <SendLater
      reply={reply}
      parts={partsOf(reply)}
      anchor={anchor}
      onChosen={(later) => {
        hasChosen.current = true;
        // What is still to be filled in is asked for next.
        if (sendLater(later) !== "asking") onDone();
      }}
      onClose={(left) => {
        if (hasChosen.current) return;
        onDone();
        if (!left) reply.onRefocus();
      }}
    />
  );
}
