/** A part that is loaded when it is needed: with a word while it comes, and one when it does not. */
import {
  lazy,
  Suspense,
  useCallback,
  useEffect,
  useState,
  type ComponentType,
  type FunctionComponent,
  type ReactNode,
} from "react";
import { ErrorBoundary } from "../ui/components/ErrorBoundary";
import { useT } from "./i18n/language";

/** What stands there while it comes: a word, a pane with a word, or nothing (dialogs have no place of their own). */
type Placeholder = "word" | "pane" | "nothing";

/** `preload` fetches the part before it is needed; where that fails, it is fetched when it is. */
export type LazyComponent<P> = FunctionComponent<P> & { preload: () => Promise<void> };

/** `load` imports the part and picks the component; once more when that failed and somebody asks. */
export function lazyComponent<P extends object>(
  load: () => Promise<ComponentType<P>>,
  meanwhile: Placeholder = "word",
): LazyComponent<P> {
  // Drawn at once where it is there: `lazy` would first show what stands there meanwhile, and keys pressed then are lost.
  let ready: ComponentType<P> | undefined;
  const loadOnce = async () => ({ default: (ready = await load()) });
  const loaded = () => ready ?? lazy(loadOnce);
  function LazyPart(props: P) {
    const [Part, setPart] = useState<ComponentType<P>>(loaded);
    const [tries, setTries] = useState(0);
    const again = useCallback(() => {
      setPart(loaded);
      setTries((before) => before + 1);
    }, []);
    return (
      <ErrorBoundary key={tries} fallback={inPlace(meanwhile, <NotLoaded onAgain={again} />)}>
        <Suspense fallback={meanwhile === "nothing" ? null : inPlace(meanwhile, <Loading />)}>
          <Part {...props} />
        </Suspense>
      </ErrorBoundary>
    );
  }
  return Object.assign(LazyPart, { preload: () => loadOnce().then(nothing, nothing) });
}

function nothing(): void {}

function inPlace(meanwhile: Placeholder, what: ReactNode): ReactNode {
  return meanwhile === "pane" ? <section className="pane thread none">{what}</section> : what;
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
