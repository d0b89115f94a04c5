/** Which conversations were not changed, and why; it stays until it is closed. */
import type { BulkOutcome } from "../../protocol/rest/bulk";
import { Close } from "../../ui/components/icons";
import { contactName } from "../../ui/text/format";
import { useClient, useConversation } from "../context";
import { useDialogT } from "../i18n/language";
import "./Bulk.css";

interface RefusedProps {
  refused: readonly BulkOutcome[];
  onOpen: (id: number) => void;
}

export function BulkRefused({ refused, onOpen }: RefusedProps) {
  const t = useDialogT().bulk;
  const { bulk } = useClient();
  return (
    <section className="notice bulk-refused" aria-label={t.refusedTitle(refused.length)}>
      <header>
        <h2>{t.refusedTitle(refused.length)}</h2>
        <button
          type="button"
          className="icon-button"
          aria-label={t.closeRefused}
          onClick={() => bulk.refused.set([])}
        >
          <Close />
        </button>
      </header>
      <ul>
        {refused.map((one) => (
          <Refused key={one.id} one={one} onOpen={onOpen} />
        ))}
      </ul>
    </section>
  );
}

function Refused({ one, onOpen }: { one: BulkOutcome; onOpen: RefusedProps["onOpen"] }) {
  const t = useDialogT().bulk;
  const conversation = useConversation(one.id);
  const name = (conversation && contactName(conversation.contact)) || one.name || t.nameless(one.id);
  return (
    <li>
      {one.code === "not_found" ? (
        <bdi>{name}</bdi>
      ) : (
        <button type="button" className="link" onClick={() => onOpen(one.id)}>
          <bdi>{name}</bdi>
        </button>
      )}{" "}
      <span className="muted">{one.detail}</span>
    </li>
  );
}
