/** A contact card with one person on it. */
import { useState } from "react";
import type { Sent } from "../../store/sending/sending";
import { cardBody, type CardDraft } from "../../store/drafts/structuredDrafts";
import { Field } from "./Field";
import { FormFoot } from "./FormFoot";
import { useDialogT } from "../i18n/language";

const EMPTY: CardDraft = { name: "", phone: "", email: "", company: "" };

export function ContactForm({ onSend }: { onSend: (body: Sent) => void }) {
  const t = useDialogT();
  const [draft, setDraft] = useState(EMPTY);
  const body = cardBody(draft);
  const set = (change: Partial<CardDraft>): void => setDraft({ ...draft, ...change });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (body) onSend(body);
      }}
    >
      <Field label={t.contact.name} value={draft.name} onChange={(name) => set({ name })} />
      <Field label={t.contact.phone} type="tel" value={draft.phone} onChange={(phone) => set({ phone })} />
      <Field label={t.contact.email} type="email" value={draft.email} onChange={(email) => set({ email })} />
      <Field label={t.contact.company} value={draft.company} onChange={(company) => set({ company })} />
      <FormFoot problem={body ? null : t.contact.wrong} label={t.contact.send} />
    </form>
  );
}
