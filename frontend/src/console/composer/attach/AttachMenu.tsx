/** What can be sent besides text: files, a place, a person, choices, a template. */
import { useRef, useState, type ReactNode, type Ref } from "react";
import type { Capabilities, Conversation, Message } from "../../../protocol";
import type { Sent } from "../../../store/sending/sending";
import { accepted } from "../../../store/messages/files";
import { useClient } from "../../context";
import { Attach, Buttons, Card, File as FileIcon, Pin, Template } from "../../../ui/components/icons";
import { AttachDialog } from "../../lazyComponents";
import { Popover } from "../../../ui/components/Popover";
import type { AttachForm } from "../../dialogs/AttachDialog";
import { quoteOf } from "../quote";
import { useT } from "../../i18n/language";

interface AttachProps {
  conversation: Conversation;
  can: Capabilities;
  quoted: Message | null;
  onFiles: (files: readonly File[]) => void;
  onSent: () => void;
  /** Back to the text when the menu closes. */
  onLeave: () => void;
  /** More items. */
  children: (close: () => void) => ReactNode;
}

export function AttachMenu({ conversation, can, quoted, onFiles, onSent, onLeave, children }: AttachProps) {
  const t = useT();
  const client = useClient();
  const picker = useRef<HTMLInputElement>(null);
  const [form, setForm] = useState<AttachForm | null>(null);
  const types = accepted(can);
  const forms = possibleForms(can);
  const send = (body: Sent): void => {
    client.sending.send(conversation, { ...quoteOf(quoted), ...body });
    setForm(null);
    onSent();
  };
  return (
    <>
      <Popover
        label={t.composer.attach}
        icon={<Attach />}
        panelClassName="menu"
        rove="column"
        onLeave={onLeave}
      >
        {(close) => (
          <>
            {types !== "" && <Item what="file" onClose={close} onChoose={() => picker.current?.click()} />}
            {forms.map((one) => (
              <Item key={one} what={one} onClose={close} onChoose={() => setForm(one)} />
            ))}
            {children(close)}
          </>
        )}
      </Popover>
      <FilePicker ref={picker} types={types} onFiles={onFiles} />
      {form !== null && (
        <AttachDialog
          form={form}
          conversation={conversation}
          can={can}
          onSend={send}
          onClose={() => setForm(null)}
        />
      )}
    </>
  );
}

const ICONS = {
  file: FileIcon,
  location: Pin,
  contacts: Card,
  interactive: Buttons,
  template: Template,
} satisfies Record<AttachForm | "file", typeof Pin>;

/** In the order of the menu. */
function possibleForms({ sends, interactive, templates }: Capabilities): AttachForm[] {
  const offers: readonly [AttachForm, boolean][] = [
    ["location", sends.includes("location")],
    ["contacts", sends.includes("contacts")],
    ["interactive", interactive.length > 0],
    ["template", templates],
  ];
  return offers.flatMap(([form, isPossible]) => (isPossible ? [form] : []));
}

interface ItemProps {
  what: AttachForm | "file";
  onClose: () => void;
  onChoose: () => void;
}

function Item({ what, onClose, onChoose }: ItemProps) {
  const t = useT();
  const Icon = ICONS[what];
  return (
    <button
      type="button"
      className="menu-item"
      onClick={() => {
        onClose();
        onChoose();
      }}
    >
      <Icon /> {t.composer.menu[what]}
    </button>
  );
}

interface FilePickerProps {
  types: string;
  onFiles: (files: readonly File[]) => void;
  ref: Ref<HTMLInputElement>;
}

function FilePicker({ types, onFiles, ref }: FilePickerProps) {
  const t = useT();
  return (
    <input
      ref={ref}
      type="file"
      hidden
      multiple
      accept={types}
      aria-label={t.composer.menu.file}
      onChange={({ target }) => {
        onFiles([...(target.files ?? [])]);
        target.value = "";
      }}
    />
  );
}
