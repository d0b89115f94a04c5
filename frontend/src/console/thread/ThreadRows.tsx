/** The rows of a thread that are near the screen, and the one that Tab leads to. */
import type { Virtualizer } from "@tanstack/react-virtual";
import { memo, useMemo, type Ref } from "react";
import type { Id } from "../../protocol";
import { FOLDED } from "../../store/messages/heights";
import { asMessage } from "../../store/state/pending";
import { isArticle, type ThreadRow } from "../../store/state/threadRows";
import { dayName } from "../../ui/text/format";
import { Bubble } from "../bubble/Bubble";
import { PendingBubble } from "../bubble/PendingBubble";
import { useClient, useNow } from "../context";
import type { Sentences } from "../i18n/en";
import { useT } from "../i18n/language";
import { ActivityLines } from "./ActivityLines";
import { activityLabel, messageLabel, pendingLabel, type Names } from "./articleLabel";
import { DayButton } from "./DayButton";

interface ThreadRowsProps {
  rows: readonly ThreadRow[];
  virtualizer: Virtualizer<HTMLDivElement, Element>;
  /** The message that was just jumped to. */
  marked: Id | null;
  /** The place of the one that Tab leads to. */
  stop: number;
  /** The customer. */
  contact: string;
  /** Nothing is missing: how many there are is known. */
  isWhole: boolean;
  /** Where the thread goes on, and the answer did not come; null: what is missing comes by itself. */
  failed: string | null;
  onAgain: () => void;
}

export function ThreadRows(props: ThreadRowsProps) {
  const { rows, virtualizer, marked, stop, contact, isWhole, failed, onAgain } = props;
  const { me } = useClient();
  const names = useMemo(() => ({ me: me.id, contact }), [me.id, contact]);
  const places = useMemo(() => placesIn(rows), [rows]);
  return (
    <div className="virtual" style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map(({ key, index, start }) => {
        const row = rows[index];
        return (
          row && (
            <ThreadRowOf
              key={key}
              ref={virtualizer.measureElement}
              index={index}
              start={start}
              row={row}
              day={dayAbove(rows, index)}
              isNew={rows[index - 1]?.type === "unread"}
              isStop={index === stop}
              isMarked={marked !== null && row.type === "message" && row.message.id === marked}
              names={names}
              position={isWhole ? places[index] : undefined}
              size={isWhole ? (places.at(-1) ?? 0) : -1}
              onMissing={isFailed(row, failed) ? onAgain : null}
            />
          )
        );
      })}
    </div>
  );
}

function isFailed(row: ThreadRow, failed: string | null): boolean {
  return failed !== null && row.type === "gap" && [row.above.newer, row.below.older].includes(failed);
}

/** Per row, which article it is, or the one above; from 1. */
function placesIn(rows: readonly ThreadRow[]): number[] {
  let place = 0;
  return rows.map((row) => (isArticle(row) ? (place += 1) : place));
}

/** The day that begins with this row. */
function dayAbove(rows: readonly ThreadRow[], index: number): string | null {
  const above = [rows[index - 1], rows[index - 1]?.type === "unread" ? rows[index - 2] : undefined];
  return above.find((row) => row?.type === "day")?.day ?? null;
}

interface RowProps {
  row: ThreadRow;
  index: number;
  start: number;
  day: string | null;
  isNew: boolean;
  isStop: boolean;
  isMarked: boolean;
  names: Names;
  position: number | undefined;
  size: number;
  /** Asks once more for what is missing; null while it comes by itself. */
  onMissing: (() => void) | null;
  ref: Ref<HTMLDivElement>;
}

type Above = Pick<RowProps, "day" | "isNew" | "names">;

const ThreadRowOf = memo(function ThreadRowOf({ row, index, start, ref, ...props }: RowProps) {
  const { isStop, position, size } = props;
  const label = useLabel(row, props);
  const article = label !== null && {
    role: "article",
    "aria-label": label,
    "aria-posinset": position,
    "aria-setsize": size,
    tabIndex: isStop ? 0 : -1,
  };
  return (
    <div
      ref={ref}
      data-index={index}
      className="thread-row"
      style={{ transform: `translateY(${start}px)` }}
      {...article}
    >
      <Row row={row} marked={props.isMarked} onMissing={props.onMissing} />
    </div>
  );
});

/** Null: a line between messages, which is read with the one below it. */
function useLabel(row: ThreadRow, { day, isNew, names }: Above): string | null {
  const t = useT();
  const now = useNow();
  const own = useMemo(() => labelOf(row, names, t), [row, names, t]);
  if (own === null || (day === null && !isNew)) return own;
  const above = day === null ? [] : [dayName(day, new Date(now))];
  return t.article.above(isNew ? [...above, t.thread.unread] : above, own);
}

function labelOf(row: ThreadRow, names: Names, t: Sentences): string | null {
  switch (row.type) {
    case "message":
      return messageLabel(row.message, names, t);
    case "pending":
      return pendingLabel(row.pending, asMessage(row.pending, null), t);
    case "activity":
      return activityLabel(row.lines, names, FOLDED, t);
    default:
      return null;
  }
}

function Row({ row, marked, onMissing }: { row: ThreadRow; marked: boolean } & Pick<RowProps, "onMissing">) {
  switch (row.type) {
    case "gap":
      return <Missing onMissing={onMissing} />;
    case "day":
      return <Day instant={row.day} />;
    case "unread":
      return <UnreadLine />;
    case "message":
      return <Bubble message={row.message} joined={row.joined} marked={marked} />;
    case "activity":
      return <ActivityLines lines={row.lines} />;
    case "pending":
      return <PendingBubble pending={row.pending} />;
  }
}

/** Between two parts of a long thread. */
function Missing({ onMissing }: Pick<RowProps, "onMissing">) {
  const t = useT();
  return (
    <p className="day" role="presentation">
      {onMissing === null ? (
        <span>{t.thread.loading}</span>
      ) : (
        <button type="button" className="button small" onClick={onMissing}>
          {t.list.retry}
        </button>
      )}
    </p>
  );
}

function UnreadLine() {
  const t = useT();
  return (
    <p className="day unread-line" role="presentation">
      <span>{t.thread.unread}</span>
    </p>
  );
}

function Day({ instant }: { instant: string }) {
  return (
    <p className="day" aria-hidden="true">
      <DayButton instant={instant} />
    </p>
  );
}
