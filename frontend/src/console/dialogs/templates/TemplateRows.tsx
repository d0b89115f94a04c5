/** The templates that can be chosen: what the agent has chosen before stands first. */
import { useId, useMemo, useState } from "react";
import type { Id, Template } from "../../../protocol";
import { ordered, TemplateChoices } from "../../../store/messages/templateOrder";
import { preview } from "../../../store/messages/templates";
import { Star } from "../../../ui/components/icons";
import { useRoving } from "../../../ui/roving";
import { useClient } from "../../context";
import { useDialogT } from "../../i18n/language";

interface RowsProps {
  /** Null while they are being read. */
  templates: readonly Template[] | null;
  onOpen: (id: Id) => void;
}

export function TemplateRows({ templates, onOpen }: RowsProps) {
  const t = useDialogT();
  const { before, favourites, toggle } = useFavourites();
  const shown = useMemo(
    () => ordered(templates ?? [], before.favourites, before.recent),
    [templates, before],
  );
  return (
    <ul
      className="templates-list"
      aria-label={t.templates.list}
      aria-busy={templates === null}
      ref={useRoving("grid")}
    >
      {shown.map(({ template, isRecent }) => (
        <Row
          key={template.id}
          template={template}
          isRecent={isRecent}
          isFavourite={favourites.includes(template.id)}
          onFavourite={toggle}
          onOpen={onOpen}
        />
      ))}
    </ul>
  );
}

/** `before`: as it was when the list opened, so that no row moves under the hand. */
function useFavourites() {
  const { me } = useClient();
  const choices = useMemo(() => new TemplateChoices(me.id), [me]);
  const [before] = useState(() => ({ favourites: choices.favourites, recent: choices.recent }));
  const [favourites, setFavourites] = useState(before.favourites);
  const toggle = (id: Id): void => {
    choices.toggle(id);
    setFavourites(choices.favourites);
  };
  return { before, favourites, toggle };
}

interface RowProps {
  template: Template;
  isRecent: boolean;
  isFavourite: boolean;
  onFavourite: (id: Id) => void;
  onOpen: (id: Id) => void;
}

function Row({ template, isRecent, isFavourite, onFavourite, onOpen }: RowProps) {
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
          {isRecent && <span className="chip">{t.recent}</span>}
          {!isSendable && <span className="chip red">{status.toLowerCase()}</span>}
        </span>
        <span className="template-text" dir="auto">
          {isSendable ? shown.body : unsendable}
        </span>
      </button>
      {isSendable && (
        <Favourite isOn={isFavourite} nameId={nameId} onToggle={() => onFavourite(template.id)} />
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
