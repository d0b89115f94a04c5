/** A part that is loaded when it is needed: with a word while it comes, and one when it does not. */
import { lazy, Suspense, type ComponentType } from "react";
import { ErrorBoundary } from "../ui/components/ErrorBoundary";
import { useT } from "./i18n/language";

/** What stands there while it comes: a word, or nothing (dialogs have no place of their own). */
type Placeholder = "word" | "nothing";

/** `load` imports the part and picks the component. */
export function lazyComponent<P extends object>(
  load: () => Promise<ComponentType<P>>,
  meanwhile: Placeholder = "word",
): ComponentType<P> {
  const Part = lazy(async () => ({ default: await load() }));
  return function LazyComponent(props: P) {
    return (
      <ErrorBoundary fallback={<NotLoaded />}>
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

/** After an update of the server the old parts are gone. */
function NotLoaded() {
  const t = useT();
  return (
    <p className="loading-part" role="alert">
      {t.lazy.failed}{" "}
      <button type="button" className="button small" onClick={() => location.reload()}>
        {t.lazy.reload}
      </button>
    </p>
  );
}
