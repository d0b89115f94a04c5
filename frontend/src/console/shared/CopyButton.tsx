/** Puts a number or an address into the clipboard, and says so. */
import { useState } from "react";
import { useT } from "../i18n/language";

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
