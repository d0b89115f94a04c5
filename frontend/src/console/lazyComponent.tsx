/** A part that is loaded when it is needed: with a word while it comes, and one when it does not. */
import { Component, lazy, Suspense, type ComponentType, type ReactNode } from "react";
import { t } from "./i18n/en";

/** What stands there while it comes: a word, or nothing (dialogs have no place of their own). */
type Placeholder = "word" | "nothing";

/** `load` imports the part and picks the component. */
export function lazyComponent<P extends object>(
  load: () => Promise<ComponentType<P>>,
  meanwhile: Placeholder = "word",
): ComponentType<P> {
  const Part = lazy(async () => ({ default: await load() }));
  const fallback =
    meanwhile === "word" ? (
      <p className="muted loading-part" role="status">
        {t.lazy.loading}
      </p>
    ) : null;
  return function LazyComponent(props: P) {
    return (
      <LoadErrorBoundary>
        <Suspense fallback={fallback}>
          <Part {...props} />
        </Suspense>
      </LoadErrorBoundary>
    );
  };
}

/** After an update of the server the old parts are gone. */
class LoadErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <p className="loading-part" role="alert">
        {t.lazy.failed}{" "}
        <button type="button" className="button small" onClick={() => location.reload()}>
          {t.lazy.reload}
        </button>
      </p>
    );
  }
}
