/** The sections and rows of a list that is being built. */
import { LIMITS, type InteractiveDraft, type RowDraft } from "../../../store/drafts/interactiveDraft";
import { Trash } from "../../../ui/components/icons";
import { Field } from "../Field";
import { useDialogT } from "../../i18n/language";

type Section = InteractiveDraft["sections"][number];

const EMPTY_ROW: RowDraft = { title: "", description: "" };

interface ListProps {
  draft: InteractiveDraft;
  set: (change: Partial<InteractiveDraft>) => void;
}

export function ListFields({ draft, set }: ListProps) {
  const t = useDialogT();
  const { sections } = draft;
  const change = (index: number, section: Section): void =>
    set({ sections: sections.map((one, at) => (at === index ? section : one)) });
  const count = sections.reduce((sum, { rows }) => sum + rows.length, 0);
  /** The number of a section's first row in the whole list. */
  const firstOf = (index: number): number =>
    sections.slice(0, index).reduce((sum, { rows }) => sum + rows.length, 1);
  return (
    <>
      <Field
        label={t.build.opens}
        value={draft.opens}
        most={LIMITS.opens}
        onChange={(opens) => set({ opens })}
      />
      {sections.map((section, index) => (
        <SectionFields
          key={index} // oxlint-disable-line react/no-array-index-key -- sections have no other name than their place
          number={index + 1}
          first={firstOf(index)}
          section={section}
          hasTitle={sections.length > 1}
          isFull={count >= LIMITS.rows}
          onChange={(changed) => change(index, changed)}
        />
      ))}
      {count < LIMITS.rows && (
        <button
          type="button"
          className="button small"
          onClick={() => set({ sections: [...sections, { title: "", rows: [EMPTY_ROW] }] })}
        >
          {t.build.addSection}
        </button>
      )}
    </>
  );
}

interface SectionProps {
  number: number;
  /** The number of its first row in the whole list. */
  first: number;
  section: Section;
  hasTitle: boolean;
  isFull: boolean;
  onChange: (section: Section) => void;
}

function SectionFields({ number, first, section, hasTitle, isFull, onChange }: SectionProps) {
  const t = useDialogT();
  const setRow = (index: number, row: Partial<RowDraft>): void =>
    onChange({ ...section, rows: section.rows.map((one, at) => (at === index ? { ...one, ...row } : one)) });
  const removeRow = (index: number): void =>
    onChange({ ...section, rows: section.rows.filter((_, at) => at !== index) });
  return (
    <fieldset className="section">
      {hasTitle && (
        <Field
          label={t.build.section(number)}
          value={section.title}
          most={LIMITS.section}
          onChange={(title) => onChange({ ...section, title })}
        />
      )}
      {section.rows.map((row, index) => (
        <RowFields
          key={index} // oxlint-disable-line react/no-array-index-key -- rows have no other name than their place
          number={first + index}
          row={row}
          onChange={(change) => setRow(index, change)}
          onRemove={section.rows.length > 1 ? () => removeRow(index) : null}
        />
      ))}
      {!isFull && (
        <button
          type="button"
          className="button small"
          onClick={() => onChange({ ...section, rows: [...section.rows, EMPTY_ROW] })}
        >
          {t.build.addRow}
        </button>
      )}
    </fieldset>
  );
}

interface RowProps {
  number: number;
  row: RowDraft;
  onChange: (change: Partial<RowDraft>) => void;
  /** Null for the only one. */
  onRemove: (() => void) | null;
}

function RowFields({ number, row, onChange, onRemove }: RowProps) {
  const t = useDialogT();
  return (
    <div className="list-row">
      <Field
        label={t.build.row(number)}
        value={row.title}
        most={LIMITS.row}
        onChange={(title) => onChange({ title })}
      />
      <Field
        label={t.build.description(number)}
        value={row.description}
        most={LIMITS.description}
        onChange={(description) => onChange({ description })}
      />
      {onRemove && (
        <button
          type="button"
          className="icon-button"
          aria-label={t.build.removeRow(number)}
          title={t.build.removeRow(number)}
          onClick={onRemove}
        >
          <Trash />
        </button>
      )}
    </div>
  );
}
