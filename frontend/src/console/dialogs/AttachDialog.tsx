/** What is attached through a form of its own. */
import type { Capabilities, Conversation } from "../../protocol";
import type { Sent } from "../../store/sending/sending";
import { Modal } from "../../ui/components/Modal";
import { ContactForm } from "./ContactForm";
import { InteractiveBuilder } from "./interactive/InteractiveBuilder";
import { LocationForm } from "./LocationForm";
import { TemplatePicker } from "./templates/TemplatePicker";
import { useDialogT, useT } from "../i18n/language";

export type AttachForm = "location" | "contacts" | "interactive" | "template";

interface AttachProps {
  form: AttachForm;
  conversation: Conversation;
  can: Capabilities;
  onSend: (body: Sent) => void;
  onClose: () => void;
}

export function AttachDialog(props: AttachProps) {
  const en = useT();
  const t = useDialogT();
  return (
    <Modal
      title={en.composer.menu[props.form]}
      closeLabel={t.close}
      onClose={props.onClose}
      wide={props.form === "template"}
    >
      <Form {...props} />
    </Modal>
  );
}

function Form({ form, conversation, can, onSend }: AttachProps) {
  const en = useT();
  switch (form) {
    case "location":
      return <LocationForm onSend={onSend} />;
    case "contacts":
      return <ContactForm onSend={onSend} />;
    case "interactive":
      return <InteractiveBuilder can={can} onSend={onSend} />;
    case "template":
      return (
        <TemplatePicker
          inbox={conversation.inbox}
          name={conversation.contact.name}
          action={en.composer.send}
          onChosen={onSend}
        />
      );
  }
}
