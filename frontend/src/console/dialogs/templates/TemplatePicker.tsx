/** Finds a template, fills it in beside its preview, and passes on what is to be sent. */
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { getTemplates, postSyncTemplates } from "../../../protocol/rest/templates";
import type { Id, Template } from "../../../protocol";
import type { Sent } from "../../../store/sending/sending";
import { found, languages } from "../../../store/messages/templates";
import { choicesOf, templateUsed, type Choices } from "../../../store/messages/templateOrder";
import { catchFocus } from "../../../ui/focus";
import { searchOverList } from "../../../ui/fieldKeys";
import { TemplateForm } from "./TemplateForm";
import { TemplateRows } from "./TemplateRows";
import "./TemplatePicker.css";
import { useClient } from "../../context";
import { useDialogT } from "../../i18n/language";
import { Unanswered } from "../../shared/Unanswered";
import { useSilent } from "../../shared/useSilent";

export interface PickerProps {
  inbox: Id;
  /** Of the customer; empty where there is none. */
  name: string;
  /** What the button that sends says. */
  action: string;
  onChosen: (chosen: Sent) => void;
  /** A step of a dialog: it takes the focus, and what was filled in stays, as nobody knows yet whether it is taken. */
  isStep?: boolean;
}

export function TemplatePicker({ onChosen, isStep = false, ...props }: PickerProps) {
  const { inbox, action, name } = props;
  const { queries } = useClient();
  const t = useDialogT();
  const templates = useQuery({
    queryKey: ["templates", inbox],
    queryFn: ({ signal }) => getTemplates(inbox, signal),
  });
  const isSilent = useSilent(templates);
  const [chosen, setChosen] = useState<Id | null>(null);
  // What had the focus before is gone: the step before of the dialog, or the form.
  const [follows, setFollows] = useState(isStep);
  const template = templates.data?.find(({ id }) => id === chosen);
  if (template) {
    const back = (): void => {
      setChosen(null);
      setFollows(true);
    };
    const choose = (sent: Sent): void => {
      templateUsed(queries, template);
      onChosen(sent);
      if (!isStep) back();
    };
    return (
      <TemplateForm
        key={template.id}
        template={template}
        name={name}
        action={action}
        onBack={back}
        onChosen={choose}
      />
    );
  }
  if (isSilent) return <Unanswered what={t.templates.notYet} />;
  if (templates.isError) return <NotLoaded onRetry={() => void templates.refetch()} />;
  return (
    <TemplateList inbox={inbox} templates={templates.data ?? null} follows={follows} onOpen={setChosen} />
  );
}

function NotLoaded({ onRetry }: { onRetry: () => void }) {
  const t = useDialogT().templates;
  return (
    <div className="templates-state">
      <p>{t.failed}</p>
      <button type="button" className="button" onClick={onRetry}>
        {t.retry}
      </button>
    </div>
  );
}

interface ListProps {
  inbox: Id;
  /** Null while they are being read. */
  templates: readonly Template[] | null;
  /** In the place of what had the focus. */
  follows: boolean;
  onOpen: (id: Id) => void;
}

const NONE: readonly Template[] = [];

function TemplateList({ inbox, templates, follows, onOpen }: ListProps) {
  const t = useDialogT();
  const [asked, setAsked] = useState("");
  const [language, setLanguage] = useState("");
  const all = templates ?? NONE;
  const before = useBefore(templates);
  const shown = useMemo(() => found(all, asked, language), [all, asked, language]);
  return (
    <div className="templates" ref={searchOverList}>
      <div className="templates-head">
        <input
          ref={useCallback((input: HTMLInputElement | null) => catchFocus(input, follows), [follows])}
          type="text"
          role="searchbox"
          className="field"
          value={asked}
          placeholder={t.templates.search}
          aria-label={t.templates.search}
          onChange={({ target }) => setAsked(target.value)}
        />
        <LanguageFilter templates={all} language={language} onLanguage={setLanguage} />
        <Sync inbox={inbox} />
      </div>
      <TemplateRows templates={templates && shown} before={before} onOpen={onOpen} />
      {templates !== null && shown.length === 0 && (
        <p className="templates-state" role="status">
          {all.length === 0 ? t.templates.none : t.templates.noneFound}
        </p>
      )}
    </div>
  );
}

const NOTHING: Choices = new Map();

/** What had been chosen when the list opened, so that no row moves under the hand. */
function useBefore(templates: readonly Template[] | null): Choices {
  const [before, setBefore] = useState<Choices | null>(null);
  if (before === null && templates !== null) setBefore(choicesOf(templates));
  return before ?? NOTHING;
}

interface LanguageProps {
  templates: readonly Template[];
  /** "": every language. */
  language: string;
  onLanguage: (language: string) => void;
}

/** Nothing while all templates are in one language. */
function LanguageFilter({ templates, language, onLanguage }: LanguageProps) {
  const t = useDialogT();
  const choices = useMemo(() => languages(templates), [templates]);
  if (choices.length < 2) return null;
  return (
    <select
      className="field"
      aria-label={t.templates.language}
      value={language}
      onChange={({ target }) => onLanguage(target.value)}
    >
      <option value="">{t.templates.anyLanguage}</option>
      {choices.map((one) => (
        <option key={one} value={one}>
          {one}
        </option>
      ))}
    </select>
  );
}

type SyncState = "idle" | "running" | "asked" | "failed";

function Sync({ inbox }: { inbox: Id }) {
  const t = useDialogT();
  const [state, setState] = useState<SyncState>("idle");
  const ask = (): void => {
    setState("running");
    postSyncTemplates(inbox).then(
      () => setState("asked"),
      () => setState("failed"),
    );
  };
  const outcome = { idle: "", running: "", asked: t.templates.synced, failed: t.templates.syncFailed }[state];
  return (
    <>
      <button type="button" className="button" disabled={state === "running"} onClick={ask}>
        {state === "running" ? t.templates.syncing : t.templates.sync}
      </button>
      <p className="templates-said" role="status">
        {outcome}
      </p>
    </>
  );
}
