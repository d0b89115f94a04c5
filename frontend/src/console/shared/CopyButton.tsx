/** Puts a number or an address into the clipboard, and says so. */
import { useState } from "react";
import { useT } from "../i18n/language";

/** A number or a name, in its own direction in every language. */
export function Copied({ text }: { text: string }) {
  return (
    <span className="copied">
      <bdi dir="ltr">{text}</bdi> <CopyButton value={text} />
    </span>
  );
}

export function CopyButton({ value }: { value: string }) {
  const t = useT();
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    navigator.clipboard.writeText(value).then(
      () => setCopied(true),
      () => {},
    );
  };
  return (
    <button
      type="button"
      className="button small"
      onClick={copy}
      onBlur={() => setCopied(false)}
      aria-label={`${t.media.copy} ${value}`}
    >
      {copied ? t.media.copied : t.media.copy}
    </button>
  );
}
