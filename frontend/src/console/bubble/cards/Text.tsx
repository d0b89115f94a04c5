/** The text of a message; of a long one only its beginning, until somebody wants it all. */
import { useState, type ReactNode } from "react";
import { Marked } from "../../../ui/components/Marked";
import { beginning } from "../../../ui/text/beginning";
import { useT } from "../../i18n/language";

interface TextProps {
  text: string;
  className?: string;
}

export function Text({ text, className = "" }: TextProps): ReactNode {
  const [isWhole, setWhole] = useState(false);
  const begun = beginning(text);
  const shown = isWhole || begun === null ? text : begun;
  if (text === "") return null;
  return (
    <>
      <p className={`bubble-text ${className}`} dir="auto">
        <Marked text={shown} />
        {shown !== text && "…"}
      </p>
      {begun !== null && (
        <Fold length={text.length} isWhole={isWhole} onToggle={() => setWhole((whole) => !whole)} />
      )}
    </>
  );
}

interface FoldProps {
  length: number;
  isWhole: boolean;
  onToggle: () => void;
}

function Fold({ length, isWhole, onToggle }: FoldProps) {
  const t = useT();
  return (
    <button type="button" className="text-fold" aria-expanded={isWhole} onClick={onToggle}>
      {isWhole ? t.bubble.showLess : t.bubble.showAll(length)}
    </button>
  );
}
