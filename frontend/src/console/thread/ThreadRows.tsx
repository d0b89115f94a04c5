/** The rows of a thread that are near the screen. */
import type { Virtualizer } from "@tanstack/react-virtual";
import type { Id } from "../../protocol";
import type { ThreadRow } from "../../store/state/selectors";
import { dayName } from "../../ui/text/format";
import { Bubble } from "../bubble/Bubble";
import { PendingBubble } from "../bubble/PendingBubble";
import { useNow } from "../context";
import { useT } from "../i18n/language";

interface ThreadRowsProps {
  rows: readonly ThreadRow[];
  virtualizer: Virtualizer<HTMLDivElement, Element>;
  /** The message that was just jumped to. */
  marked: Id | null;
}

export function ThreadRows({ rows, virtualizer, marked }: ThreadRowsProps) {
  return (
    <div className="virtual" style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map(({ key, index, start }) => {
        const row = rows[index];
        return (
          row && (
            <div
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              className="thread-row"
              style={{ transform: `translateY(${start}px)` }}
            >
              <Row row={row} marked={marked} />
            </div>
          )
        );
      })}
    </div>
  );
}

function Row({ row, marked }: { row: ThreadRow; marked: Id | null }) {
  switch (row.type) {
    case "day":
      return <Day instant={row.day} />;
    case "unread":
      return <UnreadLine />;
    case "message":
      return <Bubble message={row.message} joined={row.joined} marked={row.message.id === marked} />;
    case "pending":
      return <PendingBubble pending={row.pending} />;
  }
}

function UnreadLine() {
  const t = useT();
  return (
    <p className="day unread-line">
      <span>{t.thread.unread}</span>
    </p>
  );
}

function Day({ instant }: { instant: string }) {
  const now = useNow();
  return (
    <p className="day">
      <span>{dayName(instant, new Date(now))}</span>
    </p>
  );
}
