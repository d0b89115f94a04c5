import { STATUS_WORDS, type Status } from "./state";

/** One tick: sent; two: delivered; two blue ones: read. */
export function Ticks({ status }: { status: Status }) {
  const twice = status === "delivered" || status === "read";
  return (
    <svg
      className="ticks"
      data-status={status}
      viewBox="0 0 18 12"
      role="img"
      aria-label={STATUS_WORDS[status]}
    >
      <path d="M1 6.5 4.5 10 11 2.5" />
      {twice ? <path d="m8.2 9.2.8.8 6.5-7.5" /> : null}
    </svg>
  );
}
