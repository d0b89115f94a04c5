/** What can be sent besides text: files, a place, a person, choices, a template. */
import { useRef, useState, type ReactNode } from "react";
import type { Capabilities, Conversation, Message } from "../../protocol";
import type { Sent } from "../../store/sending/sending";
import { accepted } from "../../store/messages/files";
import { useClient } from "../context";
import { Attach, Buttons, Card, File as FileIcon, Pin, Template } from "../../ui/icons";
import { AttachDialog } from "../lazyComponents";
import { Popover } from "../../ui/Popover";
import type { AttachForm } from "../dialogs/AttachDialog";
import { quoteOf } from "./quote";
import { useT } from "../i18n/language";

interface AttachProps {
  conversation: Conversation;
  can: Capabilities;
  quoted: Message | null;
  onFiles: (files: readonly File[]) => void;
  onSent: () => void;
  /** Back to the text when the menu closes. */
  onLeave: () => void;
}

export function AttachMenu({ conversation, can, quoted, onFiles, onSent, onLeave }: AttachProps) {
  const t = useT();
  const client = useClient();
  const picker = useRef<HTMLInputElement>(null);
  const [form, setForm] = useState<AttachForm | null>(null);
  const types = accepted(can);
  const send = (body: Sent): void => {
    client.sending.send(conversation, { ...quoteOf(quoted), ...body });
    setForm(null);
    onSent();
  };
  const offers: readonly [boolean, string, ReactNode, () => void][] = [
    [types !== "", t.composer.menu.file, <FileIcon key="file" />, () => picker.current?.click()],
    [
      can.sends.includes("location"),
      t.composer.menu.location,
      <Pin key="location" />,
      () => setForm("location"),
    ],
    [
      can.sends.includes("contacts"),
      t.composer.menu.contacts,
      <Card key="contacts" />,
      () => setForm("contacts"),
    ],
    [
      can.interactive.length > 0,
      t.composer.menu.interactive,
      <Buttons key="interactive" />,
      () => setForm("interactive"),
    ],
    [can.templates, t.composer.menu.template, <Template key="template" />, () => setForm("template")],
  ];
  const possible = offers.filter(([isPossible]) => isPossible);
  if (possible.length === 0) return null;
  return (
    <>
      <Popover label={t.composer.attach} icon={<Attach />} panelClassName="menu" onLeave={onLeave}>
        {(close) =>
          possible.map(([, label, icon, work]) => (
            <button
              key={label}
              type="button"
              className="menu-item"
              onClick={() => {
                close();
                work();
              }}
            >
              {icon} {label}
            </button>
          ))
        }
      </Popover>
      <input
        ref={picker}
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
