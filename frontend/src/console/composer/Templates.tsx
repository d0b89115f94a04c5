/** The templates of the inbox: beside the text where there is room, else in a sheet over the thread. */
import { useState } from "react";
import type { PickerProps } from "../dialogs/templates/TemplatePicker";
import { TemplatePicker, TemplateSheet } from "../lazyComponents";
import { useIsPhone } from "../shell/useMedia";
import { useT } from "../i18n/language";

/** `isEarly`: what goes with it is still to be written. */
export function Templates({ isEarly = false, ...picker }: PickerProps & { isEarly?: boolean }) {
  const isPhone = useIsPhone();
  return isPhone ? <InSheet isEarly={isEarly} picker={picker} /> : <TemplatePicker {...picker} />;
}

function InSheet({ isEarly, picker }: { isEarly: boolean; picker: PickerProps }) {
  const t = useT();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="button primary templates-button"
        aria-haspopup="dialog"
        disabled={isEarly}
        onClick={() => setOpen(true)}
      >
        {t.composer.chooseTemplate}
      </button>
      {isOpen && <TemplateSheet {...picker} onClose={() => setOpen(false)} />}
    </>
  );
}
