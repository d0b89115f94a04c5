/** What stands in the place of something that the server has not answered yet: it comes by itself, or by the button. */
import { useEffect, useState } from "react";
import { EmptyState } from "../../ui/components/EmptyState";
import { useClient } from "../context";
import { useT } from "../i18n/language";
import { useOnline } from "./useOnline";

/** So long the button says that it tries: without a network the answer is there at once. */
const TRYING_MS = 1000;

/** `what` is missing, in a sentence. */
export function Unanswered({ what }: { what: string }) {
  const t = useT().silent;
  return (
    <div className="unanswered" role="status">
      <EmptyState text={[what, useOnline() ? t.noServer : t.noNetwork]} action={<TryAgain />} />
    </div>
  );
}

/** In the line of a list. */
export function UnansweredLine() {
  const t = useT().silent;
  return (
    <p className="muted unanswered-line" role="status">
      {useOnline() ? t.noServer : t.noNetwork} <TryAgain isSmall />
    </p>
  );
}

/** Asks at once whatever is without an answer. */
function TryAgain({ isSmall = false }: { isSmall?: boolean }) {
  const t = useT();
  const client = useClient();
  const [isTrying, setTrying] = useState(false);
  useEffect(() => {
    if (!isTrying) return;
    const timer = setTimeout(() => setTrying(false), TRYING_MS);
    return () => clearTimeout(timer);
  }, [isTrying]);
  const again = (): void => {
    setTrying(true);
    client.wake();
  };
  return (
    <button type="button" className={isSmall ? "button small" : "button"} onClick={again}>
      {isTrying ? t.silent.trying : t.list.retry}
    </button>
  );
}
