import type { Status } from "./state";
import { useT } from "./i18n/language";

/** One tick: sent; two: delivered; two blue ones: read. */
export function Ticks({ status }: { status: Status }) {
  const t = useT();
  const twice = status === "delivered" || status === "read";
  return (
    <svg
      className="ticks"
      data-status={status}
      viewBox="0 0 18 12"
      role="img"
      aria-label={t.statuses[status]}
    >
      <path d="M1 6.5 4.5 10 11 2.5" />
      {twice ? <path d="m8.2 9.2.8.8 6.5-7.5" /> : null}
    </svg>
  );
}
