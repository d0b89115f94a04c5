/** The templates over the thread, on a phone. */
import { Modal } from "../../../ui/components/Modal";
import { useDialogT, useT } from "../../i18n/language";
import { TemplatePicker, type PickerProps } from "./TemplatePicker";

export function TemplateSheet({ onClose, onChosen, ...picker }: PickerProps & { onClose: () => void }) {
  const { composer } = useT();
  const { close } = useDialogT();
  return (
    <Modal title={composer.chooseTemplate} closeLabel={close} onClose={onClose} wide>
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
