/** After the service window: a template, or an answer that waits until the customer writes again. */
import { useCallback, useRef } from "react";
import { contactName } from "../../format";
import { t } from "../../i18n/en";
import type { Capabilities, Conversation } from "../../protocol";
import type { Sent } from "../../sending";
import { wasAsked } from "../../state/selectors";
import { useDesk, useSelect } from "../context";
import { TemplatePicker } from "../parts";
import { useGrowing } from "./useGrowing";

export type ClosedMode = "template" | "hold";

interface ClosedProps {
  conversation: Conversation;
  can: Capabilities;
  mode: ClosedMode;
  onMode: (mode: ClosedMode) => void;
  text: string;
  onText: (text: string) => void;
}

export function ClosedComposer(props: ClosedProps) {
  const { conversation, can, mode, onMode } = props;
  const desk = useDesk();
  const why = conversation.window.closes_at === null ? t.composer.neverWrote : t.composer.closed;
  if (!can.templates) return <p className="composer-hint amber">{t.composer.noTemplates}</p>;
  return (
    <>
      <p className="composer-hint amber">{why}</p>
      <div className="modes" role="group" aria-label={t.composer.closedModes}>
        {(["template", "hold"] as const).map((one) => (
          <button key={one} type="button" className="tab" aria-pressed={mode === one} onClick={() => onMode(one)}>{t.composer[one]}</button>
        ))}
      </div>
      {mode === "hold" ? (
        <Hold {...props} />
      ) : (
        <TemplatePicker inbox={conversation.inbox} action={t.composer.send} onChosen={(chosen) => desk.sending.send(conversation, chosen)} />
      )}
    </>
  );
}

function Hold({ conversation, can, text, onText }: ClosedProps) {
  const desk = useDesk();
  const area = useRef<HTMLTextAreaElement>(null);
  useGrowing(area, text);
  const { id, window: service } = conversation;
  const isAsked = useSelect(
    useCallback((state) => wasAsked(state.threads.get(id) ?? { messages: [] }, service.closes_at), [id, service.closes_at]),
  );
  const content = text.trim();
  const fits = content !== "" && Array.from(text).length <= can.longest_text;
  const hold = (template: Sent["template"] = null): void => {
    if (!fits) return area.current?.focus();
    desk.sending.send(conversation, { content, hold: true, template });
    onText("");
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
        <button type="button" className="button primary" disabled={!fits} onClick={() => hold()}>{t.composer.holdSend}</button>
      ) : (
        <>
          <p className="composer-hint">{t.composer.holdHint}</p>
          <TemplatePicker
            inbox={conversation.inbox}
            action={t.composer.holdSend}
            onChosen={({ template }) => hold(template)}
          />
        </>
      )}
    </div>
  );
}
