import { post } from "../calls";
import type { Doing } from "./Panel";
import type { BusinessNumber, Template } from "../state";
import { useT } from "../i18n/language";

const EVENTS = ["APPROVED", "PAUSED", "REJECTED", "DISABLED", "PENDING"];
const SCORES = ["GREEN", "YELLOW", "RED"];

/** The provider changes its mind about a template. */
export function Templates({ number, doing }: { number: BusinessNumber; doing: Doing }) {
  const t = useT();
  if (number.templates.length === 0) return null;
  return (
    <div role="group" aria-label={t.panel.templates}>
      <h3>{t.panel.templates}</h3>
      <ul>
        {number.templates.map((template) => (
          <Row key={template.id} template={template} meta={number.provider === "meta"} doing={doing} />
        ))}
      </ul>
    </div>
  );
}

function Row({ template, meta, doing }: { template: Template; meta: boolean; doing: Doing }) {
  const t = useT();
  const path = `templates/${template.id}`;
  return (
    <li className="fault">
      <span>
        {template.name} <small>{template.language}</small>
      </span>
      <Choice
        label={t.panel.statusOf(template.name)}
        value={template.status}
        choices={EVENTS}
        onChoose={(event) => doing(post(path, { event, reason: "NONE" }))}
      />
      {meta ? (
        <Choice
          label={t.panel.qualityOf(template.name)}
          value={template.quality}
          choices={SCORES}
          onChoose={(quality) => doing(post(path, { quality }))}
        />
      ) : null}
    </li>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  choices: readonly string[];
  onChoose: (value: string) => void;
}

function Choice({ label, value, choices, onChoose }: ChoiceProps) {
  const offered = choices.includes(value) ? choices : [value, ...choices];
  return (
    <select
      className="field"
      aria-label={label}
      value={value}
      onChange={({ target }) => onChoose(target.value)}
    >
      {offered.map((choice) => (
        <option key={choice}>{choice}</option>
      ))}
    </select>
  );
}
