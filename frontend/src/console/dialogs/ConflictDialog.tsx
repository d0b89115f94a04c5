/** A colleague, or the agent in another window, answered meanwhile: the customer should get one answer. */
import { useRef, useState } from "react";
import { serverNow } from "../../protocol/serverClock";
import { span } from "../../ui/text/format";
import type { Pending } from "../../store/state/pending";
import { Text } from "../bubble/cards/Text";
import { Modal } from "../../ui/components/Modal";
import { useClient } from "../context";
import { useT } from "../i18n/language";

interface ConflictProps {
  pending: Pending;
  onEdit: () => void;
  onSendAnyway: () => void;
}

export function ConflictDialog({ pending, onEdit, onSendAnyway }: ConflictProps) {
  const t = useT();
  const { me } = useClient();
  const edit = useRef<HTMLButtonElement>(null);
  const last = pending.newer.at(-1);
  const [openedAt] = useState(serverNow);
  const ago = last ? span(openedAt - Date.parse(last.timestamp)) : span(0);
  const isOwn = last?.author?.id === me.id;
  const name = last?.author?.name ?? t.conflict.somebody;
  return (
    <Modal
      title={isOwn ? t.conflict.ownTitle(ago) : t.conflict.title(name, ago)}
      closeLabel={t.conflict.edit}
      onClose={onEdit}
      initialFocus={edit}
    >
      <div className="conflict">
        {pending.newer.map((message) => (
          <div key={message.id} className="bubble-line outbound">
            <div className="bubble">
              <p className="bubble-author">{message.author?.name ?? t.conflict.somebody}</p>
              <Text text={message.content} />
            </div>
          </div>
        ))}
        <p className="muted">{t.conflict.mine}</p>
        <div className="bubble-line outbound pending">
          <div className="bubble">
            <Text text={pending.content} />
          </div>
        </div>
      </div>
      <footer className="modal-foot">
        <button type="button" className="button" onClick={onSendAnyway}>
          {t.conflict.sendAnyway}
        </button>
        <button type="button" className="button primary" ref={edit} onClick={onEdit}>
          {t.conflict.edit}
        </button>
      </footer>
    </Modal>
  );
}
