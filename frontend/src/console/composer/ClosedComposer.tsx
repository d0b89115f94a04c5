/** After the service window: a template, or an answer that waits until the customer writes again. */
import { useCallback, useRef, useState, type RefObject } from "react";
import { blanksIn } from "../../store/canned/variables";
import type { CannedDraft } from "../../store/canned/view";
import { BlanksHint } from "../canned/Blanks";
import type { Capabilities, Conversation } from "../../protocol";
import type { Sent } from "../../store/sending/sending";
import { wasAsked } from "../../store/state/selectors";
import { FIRST_BUTTON } from "../../ui/focus";
import { useClient, useSelect } from "../context";
import { BlanksDialog, TemplateSheet } from "../lazyComponents";
import { asEnter } from "../../ui/components/asEnter";
import type { CaretPickerHandle } from "../../ui/components/CaretPicker";
import { useSlash } from "../canned/useSlash";
import { HeldText } from "./HeldText";
import { useColon } from "./emoji/useColon";
import { useFocusTransfer, type FocusTransfer } from "./focusTransfer";
import { useAutoHeight } from "./useAutoHeight";
import { useT } from "../i18n/language";

export type ClosedMode = "template" | "hold";

export interface ClosedProps {
  conversation: Conversation;
  can: Capabilities;
  /** It opened while a template was being chosen for what waits. */
  isOpen: boolean;
  mode: ClosedMode;
  onMode: (mode: ClosedMode) => void;
  /** A template alone. */
  onChoose: () => void;
  text: string;
  onText: (text: string) => void;
  canned: CannedDraft | null;
  onCanned: (canned: CannedDraft | null) => void;
  onFilling: (isFilling: boolean) => void;
  focusTransfer: FocusTransfer;
}

export function ClosedComposer(props: ClosedProps) {
  const t = useT();
  const { can, mode } = props;
  useFocusTransfer(props.focusTransfer);
  if (!can.templates) return <p className="composer-hint amber">{t.composer.noTemplates}</p>;
  return mode === "hold" ? <Hold {...props} /> : <ClosedLine {...props} />;
}

/** In the place of the box: why there is none, and what can be done. */
function ClosedLine({ conversation, onMode, onChoose }: ClosedProps) {
  const t = useT();
  const why = conversation.window.closes_at === null ? t.composer.neverWrote : t.composer.closed;
  return (
    <div className="composer-bar closed-line">
      <p className="amber">{why}</p>
      <button
        type="button"
        className="button primary"
        aria-haspopup="dialog"
        {...FIRST_BUTTON}
        onClick={onChoose}
      >
        {t.composer.chooseTemplate}
      </button>
      <button type="button" className="button" onClick={() => onMode("hold")}>
        {t.composer.hold}
      </button>
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
  const { conversation, text, onMode } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<CaretPickerHandle>(null);
  const slash = useSlash(text, conversation.inbox, area, picker);
  const colon = useColon({ text, caret: slash.caret }, area, props.onText);
  const onKey: CaretPickerHandle["onKey"] = (event) => slash.onKey(event) || colon.onKey(event);
  useAutoHeight(area, text);
  const isAsked = useAsked(conversation);
  const { fits, hold, asking, stopAsking } = useHold(props, area);
  return (
    <>
      <BlanksHint text={text} />
      <div className="composer-box hold">
        <HeldText area={area} slash={slash} colon={colon} picker={picker} {...props} />
        {isAsked ? (
          <button type="button" className="button primary" disabled={!fits} {...asEnter(onKey, () => hold())}>
            {t.composer.holdSend}
          </button>
        ) : (
          <HoldWithTemplate {...props} isEarly={!fits} onKey={onKey} onChosen={hold} />
        )}
      </div>
      <div className="closed-line">
        <p>{isAsked ? t.composer.heldHint : t.composer.holdHint}</p>
        <button type="button" className="button small" onClick={() => onMode("template")}>
          {t.composer.notHeld}
        </button>
      </div>
      {asking && (
        <BlanksDialog
          text={text.trim()}
          onSend={(whole) => hold(asking.template, whole)}
          onClose={stopAsking}
        />
      )}
    </>
  );
}

interface HoldWithTemplateProps extends ClosedProps {
  /** There is nothing yet that could wait. */
  isEarly: boolean;
  onKey: CaretPickerHandle["onKey"];
  onChosen: (template: Sent["template"]) => void;
}

/** The template that asks them to write. */
function HoldWithTemplate(props: HoldWithTemplateProps) {
  const t = useT();
  const { conversation, isOpen, isEarly, onKey, onChosen, onFilling } = props;
  const [isChoosing, setChoosing] = useState(false);
  const choose = (next: boolean): void => {
    setChoosing(next);
    onFilling(next);
  };
  return (
    <>
      <button
        type="button"
        className="button primary"
        aria-haspopup="dialog"
        disabled={isEarly}
        {...asEnter(onKey, () => choose(true))}
      >
        {t.composer.chooseTemplate}
      </button>
      {isChoosing && (
        <TemplateSheet
          inbox={conversation.inbox}
          name={conversation.contact.name}
          action={t.composer.holdSend}
          hasOpened={isOpen}
          onChosen={({ template }) => onChosen(template)}
          onClose={() => choose(false)}
        />
      )}
    </>
  );
}

/** Lets the text wait, once nothing of it is still to be filled in. */
function useHold(
  { conversation, can, text, canned, onMode }: ClosedProps,
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
    onMode("template");
  };
  return { fits, hold, asking, stopAsking: () => setAsking(null) };
}
