/** After the service window: a template, or an answer that waits until the customer writes again. */
import { useCallback, useRef } from "react";
import { contactName } from "../../ui/text/format";
import type { Capabilities, Conversation } from "../../protocol";
import type { Sent } from "../../store/sending/sending";
import { wasAsked } from "../../store/state/selectors";
import { useClient, useSelect } from "../context";
import { TemplatePicker } from "../lazyComponents";
import { useFocusTransfer, type FocusTransfer } from "./focusTransfer";
import { useAutoHeight } from "./useAutoHeight";
import { useT } from "../i18n/language";

export type ClosedMode = "template" | "hold";

interface ClosedProps {
  conversation: Conversation;
  can: Capabilities;
  /** It opened while a template was being filled in. */
  isOpen: boolean;
  mode: ClosedMode;
  onMode: (mode: ClosedMode) => void;
  text: string;
  onText: (text: string) => void;
  onFilling: (isFilling: boolean) => void;
  focusTransfer: FocusTransfer;
}

export function ClosedComposer(props: ClosedProps) {
  const t = useT();
  const { conversation, can, isOpen, mode, onMode, onFilling } = props;
  const client = useClient();
  useFocusTransfer(props.focusTransfer);
  const why = conversation.window.closes_at === null ? t.composer.neverWrote : t.composer.closed;
  if (!can.templates) return <p className="composer-hint amber">{t.composer.noTemplates}</p>;
  return (
    <>
      {isOpen ? (
        <p className="composer-hint" role="status">
          {t.composer.opened}{" "}
          <button type="button" className="button small" onClick={() => onFilling(false)}>
            {t.composer.writeReply}
          </button>
        </p>
      ) : (
        <p className="composer-hint amber">{why}</p>
      )}
      <div className="modes" role="group" aria-label={t.composer.closedModes}>
        {(["template", "hold"] as const).map((one) => (
          <button
            key={one}
            type="button"
            className="tab"
            aria-pressed={mode === one}
            onClick={() => onMode(one)}
          >
            {t.composer[one]}
          </button>
        ))}
      </div>
      {mode === "hold" ? (
        <Hold {...props} />
      ) : (
        <TemplatePicker
          inbox={conversation.inbox}
          action={t.composer.send}
          onChosen={(chosen) => client.sending.send(conversation, chosen)}
          onFilling={onFilling}
        />
      )}
    </>
  );
}

/** Whether a template has gone to the customer since the window closed. */
function useAsked({ id, window: { closes_at } }: Conversation): boolean {
  return useSelect(
    useCallback((state) => wasAsked(state.threads.get(id) ?? { messages: [] }, closes_at), [id, closes_at]),
  );
}

function Hold({ conversation, can, text, onText, onFilling }: ClosedProps) {
  const t = useT();
  const client = useClient();
  const area = useRef<HTMLTextAreaElement>(null);
  useAutoHeight(area, text);
  const isAsked = useAsked(conversation);
  const content = text.trim();
  const fits = content !== "" && Array.from(text).length <= can.longest_text;
  const hold = (template: Sent["template"] = null): void => {
    if (!fits) return area.current?.focus();
    client.sending.send(conversation, { content, hold: true, template });
    onText("");
    // Once they were asked the picker goes.
    area.current?.focus();
  };
  return (
    <div className="hold">
      <textarea
        ref={area}
        rows={2}
        dir="auto"
        className="field"
        value={text}
        maxLength={can.longest_text}
        placeholder={t.composer.holdPlaceholder}
        aria-label={t.composer.holdLabel(contactName(conversation.contact))}
        onChange={(event) => onText(event.target.value)}
      />
      {isAsked ? (
        <button type="button" className="button primary" disabled={!fits} onClick={() => hold()}>
          {t.composer.holdSend}
        </button>
      ) : (
        <>
          <p className="composer-hint">{t.composer.holdHint}</p>
          <TemplatePicker
            inbox={conversation.inbox}
            action={t.composer.holdSend}
            onChosen={({ template }) => hold(template)}
            onFilling={onFilling}
          />
        </>
      )}
    </div>
  );
}
