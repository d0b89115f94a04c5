/** A place by its coordinates. */
import { useState } from "react";
import type { Sent } from "../../store/sending/sending";
import { coordinates, placeBody, type PlaceDraft } from "../../store/drafts/structuredDrafts";
import { Field } from "./Field";
import { FormFoot } from "./FormFoot";
import { useDialogT } from "../i18n/language";

const EMPTY: PlaceDraft = { latitude: "", longitude: "", name: "", address: "" };

export function LocationForm({ onSend }: { onSend: (body: Sent) => void }) {
  const t = useDialogT();
  const [draft, setDraft] = useState(EMPTY);
  const body = placeBody(draft);
  const set = (change: Partial<PlaceDraft>): void => setDraft({ ...draft, ...change });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (body) onSend(body);
      }}
    >
      <Field
        label={t.place.latitude}
        value={draft.latitude}
        hint={t.place.hint}
        inputMode="decimal"
        onChange={(latitude) => set(coordinates(latitude) ?? { latitude })}
      />
      <Field
        label={t.place.longitude}
        value={draft.longitude}
        inputMode="decimal"
        onChange={(longitude) => set({ longitude })}
      />
      <Field label={t.place.name} value={draft.name} most={100} onChange={(name) => set({ name })} />
      <Field
        label={t.place.address}
        value={draft.address}
        most={200}
        onChange={(address) => set({ address })}
      />
      <FormFoot problem={body ? null : t.place.wrong} label={t.place.send} />
    </form>
  );
}
