/** The files that go out with the next message, and why one of them cannot. */
import { fileSize } from "../../../ui/text/format";
import type { Chosen } from "../../../store/drafts/draftFiles";
import type { Capabilities } from "../../../protocol";
import { splitText, typeName, type ChosenFile, type Verdict } from "../../../store/messages/files";
import { Close, File } from "../../../ui/components/icons";
import type { Sentences } from "../../i18n/en";
import { useT } from "../../i18n/language";

interface TrayProps {
  list: readonly Chosen[];
  onRemove: (key: string) => void;
  text: string;
  can: Capabilities;
}

export function FileTray({ list, onRemove, text, can }: TrayProps) {
  const t = useT();
  const kinds = list.flatMap(({ verdict }) => (verdict.ok ? [verdict.kind] : []));
  const isApart = text.trim() !== "" && splitText(text.trim(), kinds, can).first !== "";
  return (
    <div className="tray">
      <ul aria-label={t.composer.files}>
        {list.map((chosen) => (
          <TrayItem key={chosen.key} chosen={chosen} onRemove={() => onRemove(chosen.key)} />
        ))}
      </ul>
      {isApart && kinds.length > 0 && <p className="bubble-hint">{t.composer.noCaption}</p>}
    </div>
  );
}

function TrayItem({ chosen: { file, verdict, url }, onRemove }: { chosen: Chosen; onRemove: () => void }) {
  const t = useT();
  const isPicture = verdict.ok && (verdict.kind === "image" || verdict.kind === "sticker");
  return (
    <li className={verdict.ok ? "tray-item" : "tray-item refused"}>
      {isPicture ? <img src={url} alt="" width={40} height={40} /> : <File />}
      <div>
        <p className="media-name" dir="auto">
          {file.name}
        </p>
        {verdict.ok ? (
          <p className="bubble-hint">{[t.kinds[verdict.kind], fileSize(file.size)].join(" · ")}</p>
        ) : (
          <p className="tray-problem" role="alert">
            {validationMessage(verdict, file, t)}
          </p>
        )}
      </div>
      <button
        type="button"
        className="icon-button"
        onClick={onRemove}
        aria-label={t.composer.remove(file.name)}
      >
        <Close />
      </button>
    </li>
  );
}

export function validationMessage(
  verdict: Exclude<Verdict, { ok: true }>,
  { name, size }: ChosenFile,
  t: Sentences,
): string {
  switch (verdict.why) {
    case "empty":
      return t.composer.fileEmpty;
    case "size":
      return t.composer.fileSize(fileSize(size), fileSize(verdict.most));
    case "type":
      return verdict.possible.length === 0
        ? t.composer.noFiles
        : t.composer.fileType(ending(name) || typeName(verdict.type), verdict.possible.join(", "));
  }
}

/** "EXE": what people call a type that has no better name. */
function ending(name: string): string {
  return /\.([a-z0-9]{1,8})$/iu.exec(name)?.[1]?.toUpperCase() ?? "";
}
