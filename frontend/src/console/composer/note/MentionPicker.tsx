/** Who can be mentioned, above the note while a name is typed. */
import type { RefObject } from "react";
import { CaretPicker, type CaretPickerHandle } from "../../../ui/components/CaretPicker";
import { availabilityIn } from "../../../store/presence/availability";
import { useClient, useSignal } from "../../context";
import { UnansweredLine } from "../../shared/Unanswered";
import { useT } from "../../i18n/language";
import { AvailabilityDot } from "../../shared/Availability";
import type { Choice, Mentionables } from "./useMentionables";

interface MentionPickerProps {
  found: readonly Choice[];
  state: Mentionables["state"];
  picker: RefObject<CaretPickerHandle | null>;
  area: RefObject<HTMLTextAreaElement | null>;
  onPick: (who: Choice) => void;
  onClose: () => void;
}

export function MentionPicker({ found, state, picker, area, onPick, onClose }: MentionPickerProps) {
  const { note: t, together } = useT();
  const there = useSignal(useClient().presence.availability.all);
  const items = found.map((one) => {
    const about = { id: idOf(one), label: one.name };
    if (one.kind === "team") return { ...about, hint: t.team };
    const word = availabilityIn(there, one.id);
    const hint = word === null ? `@${one.words}` : `@${one.words} · ${together.availability[word]}`;
    return { ...about, hint, mark: <AvailabilityDot word={word} /> };
  });
  const nobody = { coming: t.looking, silent: "", failed: t.lookFailed, there: t.nobody }[state];
  return (
    <CaretPicker
      ref={picker}
      label={t.mention}
      items={items}
      status={items.length > 0 ? t.found(items.length) : nobody}
      area={area}
      onPick={(id) => {
        const who = found.find((one) => idOf(one) === id);
        if (who) onPick(who);
      }}
      onClose={onClose}
      closeLabel={t.mentionClose}
    >
      {state === "silent" && <UnansweredLine />}
    </CaretPicker>
  );
}

function idOf({ kind, id }: Choice): string {
  return `${kind}-${id}`;
}
