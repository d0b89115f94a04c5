/** Sends what is written, and beside it a menu of what may follow at once, or what it may wait for. */
import { use, type ReactNode } from "react";
import type { Id } from "../../protocol";
import { asEnter } from "../../ui/components/asEnter";
import type { CaretPickerHandle } from "../../ui/components/CaretPicker";
import { Calendar, Check, Chevron, Clock, Send } from "../../ui/components/icons";
import { Popover } from "../../ui/components/Popover";
import { useT } from "../i18n/language";
import { keysOf, type Command } from "../keyboard/keys";
import { useEnterSends } from "../keyboard/useKeySettings";
import { AdvanceContext, type Then } from "../shell/advance";
import type { ReplyActions } from "./useReply";

interface SendButtonProps {
  conversation: Id;
  actions: Pick<ReplyActions, "canSend" | "send" | "sendWhenReply" | "chooseTime">;
  /** Of the list that is offered while a word is typed. */
  onKey: CaretPickerHandle["onKey"];
  /** Back to the text. */
  onLeave: () => void;
}

export function SendButton({ conversation, actions, onKey, onLeave }: SendButtonProps) {
  const t = useT();
  const { canSend } = actions;
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
        press={asEnter(onKey)}
        onLeave={onLeave}
      >
        {(close) => <Items conversation={conversation} actions={actions} onClose={close} />}
      </Popover>
    </div>
  );
}

interface ItemsProps extends Pick<SendButtonProps, "conversation" | "actions"> {
  onClose: () => void;
}

function Items({ conversation, actions: { send, sendWhenReply, chooseTime }, onClose }: ItemsProps) {
  const t = useT();
  const advance = use(AdvanceContext);
  const resolve = (then: Then): void => {
    if (send(true) === "sent") advance(conversation, then);
  };
  return (
    <>
      <Item by="send" icon={<Send />} onChoose={() => send(false)} onClose={onClose} />
      <Item by="sendAndResolve" onChoose={() => resolve("stay")} onClose={onClose} />
      <Item by="sendResolveNext" onChoose={() => resolve("reply")} onClose={onClose} />
      <Item by="sendLater" icon={<Calendar />} onChoose={chooseTime} onClose={onClose} />
      <Item icon={<Clock />} label={t.composer.hold} onChoose={sendWhenReply} onClose={onClose} />
    </>
  );
}

type ItemProps = { onChoose: () => void; onClose: () => void } & (
  { by: Command; icon?: ReactNode } | { by?: undefined; icon: ReactNode; label: string }
);

function Item(props: ItemProps) {
  const t = useT();
  const enterSends = useEnterSends();
  const { icon = <Check /> } = props;
  const label = props.by === undefined ? props.label : t.keys.commands[props.by];
  const keys = props.by === undefined ? "" : keysOf(props.by, enterSends);
  return (
    <button
      type="button"
      className="menu-item"
      onClick={() => {
        props.onClose();
        props.onChoose();
      }}
    >
      {icon}
      <span>{label}</span> {keys !== "" && <kbd>{keys}</kbd>}
    </button>
  );
}
