/** After the service window: a template, or an answer that waits until the customer writes again. */
import { useCallback, useRef, useState, type RefObject } from "react";
import { blanksIn } from "../../store/canned/variables";
import type { CannedDraft } from "../../store/canned/view";
import { BlanksHint } from "../canned/Blanks";
import type { Capabilities, Conversation } from "../../protocol";
import type { Sent } from "../../store/sending/sending";
import { wasAsked } from "../../store/state/selectors";
import { useRoving } from "../../ui/roving";
import { useClient, useSelect } from "../context";
import { BlanksDialog } from "../lazyComponents";
import { asEnter } from "../../ui/components/asEnter";
import type { CaretPickerHandle } from "../../ui/components/CaretPicker";
import { useSlash } from "../canned/useSlash";
import { Templates } from "./Templates";
import { HeldText } from "./HeldText";
import { useFocusTransfer, type FocusTransfer } from "./focusTransfer";
import { useAutoHeight } from "./useAutoHeight";
import { useT } from "../i18n/language";

export type ClosedMode = "template" | "hold";

export interface ClosedProps {
  conversation: Conversation;
  can: Capabilities;
  /** It opened while a template was being filled in. */
  isOpen: boolean;
  mode: ClosedMode;
  onMode: (mode: ClosedMode) => void;
  text: string;
  onText: (text: string) => void;
  canned: CannedDraft | null;
  onCanned: (canned: CannedDraft | null) => void;
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
      <div className="closed-line">
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
        <Modes mode={mode} onMode={onMode} />
      </div>
      {mode === "hold" ? (
        <Hold {...props} />
      ) : (
        <Templates
          inbox={conversation.inbox}
          name={conversation.contact.name}
          action={t.composer.send}
          onChosen={(chosen) => client.sending.send(conversation, chosen)}
          onFilling={onFilling}
        />
      )}
    </>
  );
}

function Modes({ mode, onMode }: Pick<ClosedProps, "mode" | "onMode">) {
  const t = useT();
  return (
    <div className="modes" role="toolbar" aria-label={t.composer.closedModes} ref={useRoving("row")}>
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
  );
}

/** Whether a template has gone to the customer since the window closed. */
function useAsked({ id, window: { closes_at } }: Conversation): boolean {
  return useSelect(
    useCallback((state) => wasAsked(state.threads.get(id) ?? { messages: [] }, closes_at), [id, closes_at]),
  );
}

function Hold(props: ClosedProps) {
  const t = useT();
  const { conversation, text, onFilling } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<CaretPickerHandle>(null);
  const slash = useSlash(text, conversation.inbox, area, picker);
  useAutoHeight(area, text);
  const isAsked = useAsked(conversation);
  const { fits, hold, asking, stopAsking } = useHold(props, area);
  return (
    <div className="hold">
      <BlanksHint text={text} />
      <HeldText area={area} slash={slash} picker={picker} {...props} />
      {asking && (
        <BlanksDialog
          text={text.trim()}
          onSend={(whole) => hold(asking.template, whole)}
          onClose={stopAsking}
        />
      )}
      {isAsked ? (
        <button
          type="button"
          className="button primary"
          disabled={!fits}
          {...asEnter(slash.onKey, () => hold())}
        >
          {t.composer.holdSend}
        </button>
      ) : (
        <>
          <p className="composer-hint">{t.composer.holdHint}</p>
          <Templates
            isEarly={!fits}
            inbox={conversation.inbox}
            name={conversation.contact.name}
            action={t.composer.holdSend}
            onChosen={({ template }) => hold(template)}
            onFilling={onFilling}
          />
        </>
      )}
    </div>
  );
}

/** Lets the text wait, once nothing of it is still to be filled in. */
function useHold(
  { conversation, can, text, canned }: ClosedProps,
  area: RefObject<HTMLTextAreaElement | null>,
) {
  const { sending, draftKeeper } = useClient();
  const [asking, setAsking] = useState<{ template: Sent["template"] } | null>(null);
  const content = text.trim();
  const fits = content !== "" && Array.from(text).length <= can.longest_text;
  const hold = (template: Sent["template"] = null, whole?: string): void => {
    if (!fits) return area.current?.focus();
    if (whole === undefined && blanksIn(content).length > 0) return setAsking({ template });
    const draftRevision = draftKeeper.spend({ conversation: conversation.id, mode: "reply" });
    const origin = { canned: canned?.id ?? null, draftRevision };
    sending.send(conversation, { content: whole ?? content, hold: true, template, ...origin });
    setAsking(null);
    // Once they were asked the picker goes.
    area.current?.focus();
  };
  return { fits, hold, asking, stopAsking: () => setAsking(null) };
}
