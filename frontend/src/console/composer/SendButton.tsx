/** Sends what is written, and beside it a menu of what may follow at once. */
import { use } from "react";
import type { Id } from "../../protocol";
import { asEnter } from "../../ui/components/asEnter";
import type { CaretPickerHandle } from "../../ui/components/CaretPicker";
import { Check, Chevron, Send } from "../../ui/components/icons";
import { Popover } from "../../ui/components/Popover";
import { useT } from "../i18n/language";
import { keysOf, type Command } from "../keyboard/keys";
import { AdvanceContext, type Then } from "../shell/advance";
import type { ReplyActions } from "./useReply";

interface SendButtonProps {
  conversation: Id;
  actions: Pick<ReplyActions, "canSend" | "send">;
  /** Of the list that is offered while a word is typed. */
  onKey: CaretPickerHandle["onKey"];
  /** Back to the text. */
  onLeave: () => void;
}

export function SendButton({ conversation, actions, onKey, onLeave }: SendButtonProps) {
  const t = useT();
  const advance = use(AdvanceContext);
  const { canSend, send } = actions;
  const resolve = (then: Then): void => {
    if (send(true) === "sent") advance(conversation, then);
  };
  return (
    <div className="send-split">
      <button
        type="submit"
        className="send"
        disabled={!canSend}
        aria-label={t.composer.send}
        {...asEnter(onKey)}
      >
        <Send />
      </button>
      <Popover
        label={t.composer.sendMore}
        icon={<Chevron />}
        className="send send-more"
        panelClassName="menu"
        rove="column"
        disabled={!canSend}
        onLeave={onLeave}
      >
        {(close) => (
          <>
            <Item label={t.composer.send} keys="Enter" onChoose={() => send(false)} onClose={close} />
            <Item by="sendAndResolve" onChoose={() => resolve("stay")} onClose={close} />
            <Item by="sendResolveNext" onChoose={() => resolve("reply")} onClose={close} />
          </>
        )}
      </Popover>
    </div>
  );
}

type ItemProps = { onChoose: () => void; onClose: () => void } & (
  { by: Command } | { by?: undefined; label: string; keys: string }
);

function Item(props: ItemProps) {
  const t = useT();
  const isCommand = props.by !== undefined;
  return (
    <button
      type="button"
      className="menu-item"
      onClick={() => {
        props.onClose();
        props.onChoose();
      }}
    >
      {isCommand ? <Check /> : <Send />}
      <span>{isCommand ? t.keys.commands[props.by] : props.label}</span>{" "}
      <kbd>{isCommand ? keysOf(props.by) : props.keys}</kbd>
    </button>
  );
}
