/** A list that could not be read, or not any further: under the rows that there are, else in their place. */
import { EmptyState } from "../../ui/components/EmptyState";
import { useT } from "../i18n/language";

interface ListFailedProps {
  text: string;
  /** Of rows that are there. */
  count: number;
  pages: { readonly fetchNextPage: () => unknown; readonly refetch: () => unknown };
}

export function ListFailed({ text, count, pages }: ListFailedProps) {
  const t = useT();
  const again = (
    <button
      type="button"
      className={count > 0 ? "button small" : "button"}
      onClick={() => void (count > 0 ? pages.fetchNextPage() : pages.refetch())}
    >
      {t.list.retry}
    </button>
  );
  return (
    <div role="alert">
      {count > 0 ? (
        <p className="list-more">
          {text} {again}
        </p>
      ) : (
        <EmptyState text={[text]} action={again} />
      )}
    </div>
  );
}
