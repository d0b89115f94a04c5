/** A part that is loaded when it is needed: with a word while it comes, and one when it does not. */
import { lazy, Suspense, useCallback, useEffect, useState, type ComponentType } from "react";
import { ErrorBoundary } from "../ui/components/ErrorBoundary";
import { useT } from "./i18n/language";

/** What stands there while it comes: a word, or nothing (dialogs have no place of their own). */
type Placeholder = "word" | "nothing";

/** `load` imports the part and picks the component; once more when that failed and somebody asks. */
export function lazyComponent<P extends object>(
  load: () => Promise<ComponentType<P>>,
  meanwhile: Placeholder = "word",
): ComponentType<P> {
  const loaded = () => lazy(async () => ({ default: await load() }));
  const first = loaded();
  return function LazyComponent(props: P) {
    const [Part, setPart] = useState(() => first);
    const [tries, setTries] = useState(0);
    const again = useCallback(() => {
      setPart(loaded);
      setTries((before) => before + 1);
    }, []);
    return (
      <ErrorBoundary key={tries} fallback={<NotLoaded onAgain={again} />}>
        <Suspense fallback={meanwhile === "word" ? <Loading /> : null}>
          <Part {...props} />
        </Suspense>
      </ErrorBoundary>
    );
  };
}

function Loading() {
  const t = useT();
  return (
    <p className="muted loading-part" role="status">
      {t.lazy.loading}
    </p>
  );
}

/** No network, which ends; or after an update of the server the old parts are gone. */
function NotLoaded({ onAgain }: { onAgain: () => void }) {
  const t = useT();
  useEffect(() => {
    window.addEventListener("online", onAgain);
    return () => window.removeEventListener("online", onAgain);
  }, [onAgain]);
  return (
    <p className="loading-part" role="alert">
      {t.lazy.failed}{" "}
      <button type="button" className="button small" onClick={onAgain}>
        {t.list.retry}
      </button>{" "}
      <button type="button" className="button small" onClick={() => location.reload()}>
        {t.lazy.reload}
      </button>
    </p>
  );
}
