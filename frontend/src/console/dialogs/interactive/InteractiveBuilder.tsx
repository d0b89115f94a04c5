/** Builds buttons, a list, a link or a question, beside what the customer will see. */
import { useState, type ReactNode } from "react";
import type { Capabilities } from "../../../protocol";
import type { Sent } from "../../../store/sending/sending";
import {
  interactivePayload,
  BUILDABLE,
  EMPTY_DRAFT,
  hasFrame,
  LIMITS,
  problemOf,
  type InteractiveDraft,
} from "../../../store/drafts/interactiveDraft";
import { interactiveOf } from "../../../store/messages/interactive";
import { InteractiveCard } from "../../bubble/cards/InteractiveCard";
import { ListFields } from "./ListFields";
import { Field } from "../Field";
import { FormFoot } from "../FormFoot";
import { Preview } from "../Preview";
import { upAndDown } from "../../../ui/fieldKeys";
import { useRoving } from "../../../ui/roving";
import { useDialogT } from "../../i18n/language";

export function InteractiveBuilder({ can, onSend }: { can: Capabilities; onSend: (body: Sent) => void }) {
  const t = useDialogT();
  const [draft, setDraft] = useState<InteractiveDraft>({ ...EMPTY_DRAFT, type: typesOf(can)[0] ?? "button" });
  const set = (change: Partial<InteractiveDraft>): void => setDraft((before) => ({ ...before, ...change }));
  const problem = problemOf(draft);
  const payload = { interactive: interactivePayload(draft) };
  return (
    <form
      className="form builder"
      ref={upAndDown}
      onSubmit={(event) => {
        event.preventDefault();
        if (problem === null) onSend({ kind: "interactive", content: draft.body.trim(), payload });
      }}
    >
      <ChoiceFields types={typesOf(can)} draft={draft} set={set}>
        <Field
          label={t.build.body}
          value={draft.body}
          most={LIMITS.body}
          rows={3}
          onChange={(body) => set({ body })}
        />
      </ChoiceFields>
      <Shown payload={payload} />
      <FormFoot problem={problem === null ? null : t.build.problems[problem]} label={t.build.send} />
    </form>
  );
}

interface ChoiceFieldsProps extends ChoicesProps {
  types: readonly InteractiveDraft["type"][];
  /** The text, where it is written here. */
  children?: ReactNode;
}

/** All that makes an interactive message but its text. */
export function ChoiceFields({ types, draft, set, children }: ChoiceFieldsProps) {
  const t = useDialogT();
  return (
    <>
      <Types types={types} chosen={draft.type} onType={(type) => set({ type })} />
      {hasFrame(draft.type) && (
        <Field
          label={t.build.header}
          value={draft.header}
          most={LIMITS.header}
          onChange={(header) => set({ header })}
        />
      )}
      {children}
      {hasFrame(draft.type) && (
        <Field
          label={t.build.footer}
          value={draft.footer}
          most={LIMITS.footer}
          onChange={(footer) => set({ footer })}
        />
      )}
      <Choices draft={draft} set={set} />
    </>
  );
}

/** The types that this inbox can send. */
function typesOf(can: Capabilities): InteractiveDraft["type"][] {
  return BUILDABLE.filter((type) => can.interactive.includes(type));
}

interface TypesProps {
  types: readonly InteractiveDraft["type"][];
  chosen: InteractiveDraft["type"];
  onType: (type: InteractiveDraft["type"]) => void;
}

function Types({ types, chosen, onType }: TypesProps) {
  const t = useDialogT();
  return (
    <div className="modes" role="toolbar" aria-label={t.build.type} ref={useRoving("row")}>
      {types.map((type) => (
        <button
          key={type}
          type="button"
          className="tab"
          aria-pressed={type === chosen}
          onClick={() => onType(type)}
        >
          {t.build.types[type]}
        </button>
      ))}
    </div>
  );
}

interface ChoicesProps {
  draft: InteractiveDraft;
  set: (change: Partial<InteractiveDraft>) => void;
}

function Choices({ draft, set }: ChoicesProps) {
  const t = useDialogT();
  switch (draft.type) {
    case "button":
      return <ButtonFields buttons={draft.buttons} onChange={(buttons) => set({ buttons })} />;
    case "list":
      return <ListFields draft={draft} set={set} />;
    case "cta_url":
      return (
        <>
          <Field
            label={t.build.linkText}
            value={draft.linkText}
            most={LIMITS.linkText}
            onChange={(linkText) => set({ linkText })}
          />
          <Field label={t.build.url} type="url" value={draft.url} onChange={(url) => set({ url })} />
        </>
      );
    default:
      return null;
  }
}

function ButtonFields({
  buttons,
  onChange,
}: {
  buttons: readonly string[];
  onChange: (buttons: string[]) => void;
}) {
  const t = useDialogT();
  return (
    <>
      {buttons.map((title, index) => (
        <Field
          key={index} // oxlint-disable-line react/no-array-index-key -- buttons have no other name than their place
          label={t.build.button(index + 1)}
          value={title}
          most={LIMITS.button}
          onChange={(changed) => onChange(buttons.map((one, at) => (at === index ? changed : one)))}
        />
      ))}
      {buttons.length < LIMITS.buttons && (
        <button type="button" className="button small" onClick={() => onChange([...buttons, ""])}>
          {t.build.addButton}
        </button>
      )}
    </>
  );
}

function Shown({ payload }: { payload: Record<string, unknown> }) {
  const { build } = useDialogT();
  const shown = interactiveOf({ payload });
  return <Preview caption={build.preview}>{shown && <InteractiveCard sent={shown} />}</Preview>;
}
