/** The blanks of one template, beside what the customer will read. */
import { useState } from "react";
import { ApiError } from "../../../protocol/rest/request";
import { uploadFile } from "../../../store/sending/uploads";
import type { Blank, Id, Template } from "../../../protocol";
import type { Sent } from "../../../store/sending/sending";
import { inDialog, validateFile } from "../../../store/messages/files";
import {
  asked,
  isFile,
  missing,
  namedValues,
  preview,
  variables,
  type Values,
} from "../../../store/messages/templates";
import { ShownButtons } from "../../bubble/cards/TemplateCard";
import { Text } from "../../bubble/cards/Text";
import { validationMessage } from "../../composer/attach/FileTray";
import { useInbox } from "../../context";
import { NO_CAPABILITIES } from "../../../protocol/inboxes";
import { Back } from "../../../ui/components/icons";
import { useLeave } from "../../../ui/components/unsaved";
import { Field } from "../Field";
import { FormFoot } from "../FormFoot";
import { Preview } from "../Preview";
import type { DialogSentences } from "../../i18n/dialogs.en";
import { useDialogT, useT } from "../../i18n/language";

interface FormProps {
  template: Template;
  /** Of the customer; empty where there is none. */
  name: string;
  action: string;
  onBack: () => void;
  onChosen: (chosen: Sent) => void;
}

export function TemplateForm({ template, name, action, onBack, onChosen }: FormProps) {
  const t = useDialogT();
  const [values, setValues] = useState<Values>(() => namedValues(template, name));
  const open = missing(template, values);
  const set = (key: string) => (value: string) => setValues((before) => ({ ...before, [key]: value }));
  return (
    <form
      ref={focusFirst}
      className="template-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (open.length === 0) onChosen(filledIn(template, values));
      }}
    >
      <Title template={template} onBack={onBack} />
      <div className="template-columns">
        <div className="form">
          {asked(template).map((blank) => (
            <BlankField
              key={blank.key}
              blank={blank}
              inbox={template.inbox}
              value={values[blank.key] ?? ""}
              onValue={set(blank.key)}
            />
          ))}
        </div>
        <Shown template={template} values={values} />
      </div>
      <FormFoot
        problem={open.length === 0 ? null : t.templates.missing(open.map(({ label }) => label).join(", "))}
        label={action}
      />
    </form>
  );
}

/** The message that this template and its values make. */
function filledIn(template: Template, values: Values): Sent {
  const { name, language } = template;
  const { media: _, ...shown } = preview(template, values);
  return {
    kind: "template",
    content: [shown.header, shown.body, shown.footer].filter((part) => part !== "").join("\n"),
    payload: { shown },
    template: { name, language, variables: variables(template, values) },
  };
}

function Title({ template: { name, language }, onBack }: { template: Template; onBack: () => void }) {
  const t = useDialogT();
  const leave = useLeave();
  return (
    <header className="template-title">
      <button
        type="button"
        className="icon-button"
        onClick={() => leave(onBack)}
        aria-label={t.templates.back}
        title={t.templates.back}
      >
        <Back />
      </button>
      <h3>{name.replaceAll("_", " ")}</h3>
      <span className="chip">{language}</span>
    </header>
  );
}

interface BlankProps {
  blank: Blank;
  inbox: Id;
  value: string;
  onValue: (value: string) => void;
}

function BlankField({ blank, inbox, value, onValue }: BlankProps) {
  const t = useDialogT();
  const { kind, label, required, example } = blank;
  if (isFile(kind)) return <FileBlank blank={blank} inbox={inbox} onValue={onValue} />;
  return (
    <Field
      label={required ? label : t.templates.optional(label)}
      value={value}
      hint={example === "" ? "" : t.templates.example(example)}
      onChange={onValue}
    />
  );
}

/** The row that was chosen is gone: the first blank that is empty, else the first, or what sends it. */
function focusFirst(form: HTMLFormElement | null): void {
  const fields = [...(form?.querySelectorAll<HTMLInputElement>("input, textarea") ?? [])];
  const empty = fields.find(({ value }) => value === "");
  (empty ?? fields[0] ?? form?.querySelector<HTMLElement>(".primary"))?.focus();
}

function Shown({ template, values }: { template: Template; values: Values }) {
  const t = useDialogT();
  const shown = preview(template, values);
  return (
    <Preview caption={t.templates.preview}>
      <div className="shown">
        {shown.media !== "" && <p className="preview-media">{t.templates.mediaHeader(shown.media)}</p>}
        {shown.header !== "" && (
          <p className="shown-header" dir="auto">
            {shown.header}
          </p>
        )}
        <Text text={shown.body} />
        {shown.footer !== "" && (
          <p className="bubble-hint" dir="auto">
            {shown.footer}
          </p>
        )}
        <ShownButtons buttons={shown.buttons} />
      </div>
    </Preview>
  );
}

type Transfer =
  | { state: "none" }
  | { state: "running"; part: number }
  | { state: "done"; name: string }
  | { state: "failed"; sentence: string };

/** Uploaded as soon as it is chosen: the value is the id of the upload. */
function FileBlank({ blank, inbox, onValue }: { blank: Blank; inbox: Id; onValue: (value: string) => void }) {
  const main = useT();
  const t = useDialogT();
  const can = useInbox(inbox)?.capabilities ?? NO_CAPABILITIES;
  const [transfer, setTransfer] = useState<Transfer>({ state: "none" });
  const choose = (file: File): void => {
    onValue("");
    const verdict = validateFile(file, can);
    if (!verdict.ok)
      return setTransfer({ state: "failed", sentence: validationMessage(verdict, file, main) });
    if (verdict.kind !== blank.kind)
      return setTransfer({ state: "failed", sentence: t.templates.wrongKind(blank.kind) });
    setTransfer({ state: "running", part: 0 });
    uploadFile(file, { inbox, name: file.name, voice: false }, (part) =>
      setTransfer({ state: "running", part }),
    ).then(
      ({ id }) => {
        setTransfer({ state: "done", name: file.name });
        onValue(String(id));
      },
      (error: unknown) =>
        setTransfer({
          state: "failed",
          sentence: error instanceof ApiError ? error.sentence : t.templates.syncFailed,
        }),
    );
  };
  return (
    <div className="form-field">
      <label className="file-blank">
        {t.templates.upload(blank.kind)}
        <input
          type="file"
          accept={inDialog(can.media[blank.kind]?.types ?? [])}
          onChange={({ target }) => target.files?.[0] && choose(target.files[0])}
        />
      </label>
      <p className={transfer.state === "failed" ? "field-hint red" : "field-hint"} role="status">
        {transferText(transfer, t)}
      </p>
    </div>
  );
}

function transferText(transfer: Transfer, t: DialogSentences): string {
  switch (transfer.state) {
    case "none":
      return "";
    case "running":
      return t.templates.uploading(Math.round(transfer.part * 100));
    case "done":
      return t.templates.uploaded(transfer.name);
    case "failed":
      return transfer.sentence;
  }
}
