/** The sections and rows of a list that is being interactivePayload. */
import { LIMITS, type InteractiveDraft, type RowDraft } from "../../../store/drafts/interactiveDraft";
import { Trash } from "../../../ui/icons";
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
  let before = 0;
  return (
    <>
      <Field
        label={t.build.opens}
        value={draft.opens}
        most={LIMITS.opens}
        onChange={(opens) => set({ opens })}
      />
      {sections.map((section, index) => {
        const first = before + 1;
        before += section.rows.length;
        return (
          <SectionFields
            key={index} // oxlint-disable-line react/no-array-index-key -- sections have no other name than their place
            number={index + 1}
            first={first}
            section={section}
            hasTitle={sections.length > 1}
            isFull={count >= LIMITS.rows}
            onChange={(changed) => change(index, changed)}
          />
        );
      })}
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
        // oxlint-disable-next-line react/no-array-index-key -- rows have no other name than their place
        <div key={index} className="list-row">
          <Field
            label={t.build.row(first + index)}
            value={row.title}
            most={LIMITS.row}
            onChange={(title) => setRow(index, { title })}
          />
          <Field
            label={t.build.description(first + index)}
            value={row.description}
            most={LIMITS.description}
            onChange={(description) => setRow(index, { description })}
          />
          {section.rows.length > 1 && (
            <button
              type="button"
              className="icon-button"
              aria-label={t.build.removeRow(first + index)}
              title={t.build.removeRow(first + index)}
              onClick={() => onChange({ ...section, rows: section.rows.filter((_, at) => at !== index) })}
            >
              <Trash />
            </button>
          )}
        </div>
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
