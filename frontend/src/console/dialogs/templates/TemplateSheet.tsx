/** The templates over the thread. */
import { Modal } from "../../../ui/components/Modal";
import { useDialogT, useT } from "../../i18n/language";
import { TemplatePicker, type PickerProps } from "./TemplatePicker";

interface TemplateSheetProps extends PickerProps {
  /** They have written again meanwhile. */
  hasOpened: boolean;
  onClose: () => void;
}

export function TemplateSheet({ hasOpened, onClose, onChosen, ...picker }: TemplateSheetProps) {
  const { composer: t } = useT();
  const { close } = useDialogT();
  return (
    <Modal title={t.chooseTemplate} closeLabel={close} onClose={onClose} wide>
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
