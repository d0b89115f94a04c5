/** The templates over the thread. */
import { Modal } from "../../../ui/components/Modal";
import { useDialogT, useT } from "../../i18n/language";
import { TemplatePicker, type PickerProps } from "./TemplatePicker";

interface TemplateSheetProps extends PickerProps {
  /** They have written again meanwhile. */
  hasOpened: boolean;
  /** What it is for, where that is not plain. */
  hint?: string;
  onClose: () => void;
}

export function TemplateSheet({ hasOpened, hint, onClose, onChosen, ...picker }: TemplateSheetProps) {
  const { composer: t } = useT();
  const { close } = useDialogT();
  return (
    <Modal title={t.chooseTemplate} closeLabel={close} onClose={onClose} wide>
      {hint !== undefined && <p className="templates-opened">{hint}</p>}
      {hasOpened && (
        <p className="templates-opened" role="status">
          {t.opened}{" "}
          <button type="button" className="button small" onClick={onClose}>
            {t.writeReply}
          </button>
        </p>
      )}
      <TemplatePicker
        {...picker}
        onChosen={(chosen) => {
          onChosen(chosen);
          onClose();
        }}
      />
    </Modal>
  );
}
