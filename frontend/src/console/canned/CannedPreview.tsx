/** What a customer would see, with names as examples. */
import { filled, knownOf } from "../../store/canned/variables";
import { choicesOf, withBody } from "../../store/canned/choices";
import { interactiveOf } from "../../store/messages/interactive";
import { File as FileIcon } from "../../ui/components/icons";
import { keyed } from "../../ui/keyed";
import { InteractiveCard } from "../bubble/cards/InteractiveCard";
import { Text } from "../bubble/cards/Text";
import { useClient } from "../context";
import { Preview } from "../dialogs/Preview";
import { useDialogT } from "../i18n/language";
import type { CannedForm } from "./cannedForm";

export function CannedPreview({ form }: { form: CannedForm }) {
  const { build, canned: t } = useDialogT();
  const { me } = useClient();
  const names = { contact: t.exampleName, agent: me.name, inbox: me.inboxes[0]?.name ?? "" };
  const content = filled(form.content, knownOf(names));
  const interactive = form.choices && withBody(choicesOf({ ...form.choices, body: content }), content);
  const shown = interactive && interactiveOf({ payload: { interactive } });
  const files = [
    ...form.files.map(({ filename }) => filename),
    ...form.added.map((one) => (typeof one === "number" ? t.copy : one.name)),
  ];
  return (
    <Preview caption={build.preview}>
      {keyed(files, String).map(({ key, item }) => (
        <p key={key} className="media-name">
          <FileIcon /> <bdi>{item}</bdi>
        </p>
      ))}
      {shown ? <InteractiveCard sent={shown} /> : <Text text={content} />}
    </Preview>
  );
}
