/** The templates that can be chosen: what the agent and the team have chosen before stands first. */
import { useId, useMemo } from "react";
import type { Id, Template } from "../../../protocol";
import { ordered, setFavourite, type Choices } from "../../../store/messages/templateOrder";
import { preview } from "../../../store/messages/templates";
import { Star } from "../../../ui/components/icons";
import { useRoving } from "../../../ui/roving";
import { useClient, useRun } from "../../context";
import { useDialogT } from "../../i18n/language";

interface RowsProps {
  /** Null while they are being read. */
  templates: readonly Template[] | null;
  /** What decides their order. */
  before: Choices;
  onOpen: (id: Id) => void;
}

export function TemplateRows({ templates, before, onOpen }: RowsProps) {
  const t = useDialogT();
  const { queries } = useClient();
  const run = useRun();
  const shown = useMemo(() => ordered(templates ?? [], before), [templates, before]);
  const toggle = (template: Template): void =>
    run(setFavourite(queries, template, template.favourite !== true));
  return (
    <ul
      className="templates-list"
      aria-label={t.templates.list}
      aria-busy={templates === null}
      ref={useRoving("grid")}
    >
      {shown.map(({ template, isUsed }) => (
        <Row key={template.id} template={template} isUsed={isUsed} onFavourite={toggle} onOpen={onOpen} />
      ))}
    </ul>
  );
}

interface RowProps {
  template: Template;
  isUsed: boolean;
  onFavourite: (template: Template) => void;
  onOpen: (id: Id) => void;
}

function Row({ template, isUsed, onFavourite, onOpen }: RowProps) {
  const t = useDialogT().templates;
  const nameId = useId();
  const { name, language, category, status, unsendable } = template;
  const isSendable = unsendable === "";
  const shown = preview(template, {});
  return (
    <li>
      <button
        type="button"
        className="template-row"
        disabled={!isSendable}
        onClick={() => onOpen(template.id)}
      >
        <span className="template-name">
          <span id={nameId}>{name.replaceAll("_", " ")}</span>
          <span className="chip">{language}</span>
          {category !== "" && <span className="chip">{category.toLowerCase()}</span>}
          {isUsed && <span className="chip">{t.used}</span>}
          {!isSendable && <span className="chip red">{status.toLowerCase()}</span>}
        </span>
        <span className="template-text" dir="auto">
          {isSendable ? shown.body : unsendable}
        </span>
      </button>
      {isSendable && (
        <Favourite
          isOn={template.favourite === true}
          nameId={nameId}
          onToggle={() => onFavourite(template)}
        />
      )}
    </li>
  );
}

interface FavouriteProps {
  isOn: boolean;
  /** Of what says which one. */
  nameId: string;
  onToggle: () => void;
}

function Favourite({ isOn, nameId, onToggle }: FavouriteProps) {
  const t = useDialogT().templates;
  return (
    <button
      type="button"
      className="icon-button template-star"
      aria-pressed={isOn}
      aria-label={t.favourite}
      aria-describedby={nameId}
      title={t.favourite}
      onClick={onToggle}
    >
      <Star />
    </button>
  );
}
