/** Which hit of a search is shown, and the way to the others. */
import { useEffect, useMemo, type ReactNode } from "react";
import type { Id } from "../../protocol";
import { Close, Down, Search } from "../../ui/components/icons";
import { useRoving } from "../../ui/roving";
import { useDialogT } from "../i18n/language";
import { go } from "../shell/useRoute";
import { closeSearch, hitStep, openSearch } from "./search";
import { useHits, useTypedSearch } from "./useFound";
import "./Search.css";

interface HitBarProps {
  text: string;
  hit: Id;
  /** Where the focus goes when the search has ended: the bar that had it goes, too. */
  onLeave: () => void;
}

export function HitBar({ text, hit, onLeave }: HitBarProps) {
  const t = useDialogT().search;
  const { hits, hasNextPage, fetchNextPage } = useHits(useTypedSearch(text));
  const at = hits.findIndex(({ message }) => message?.id === hit);
  const step = useMemo(
    () =>
      (by: 1 | -1): void => {
        const { message, conversation } = hits[at + by] ?? {};
        if (message && conversation) go({ open: conversation.id, hit: message.id });
      },
    [hits, at],
  );
  useEffect(() => {
    hitStep.set(step);
    return () => hitStep.set(null);
  }, [step]);
  const isNearEnd = at >= 0 && at >= hits.length - 2;
  useEffect(() => {
    if (isNearEnd && hasNextPage) void fetchNextPage();
  }, [isNearEnd, hasNextPage, fetchNextPage]);
  const leave = (): void => {
    closeSearch();
    onLeave();
  };
  const isLast = at < 0 || at >= hits.length - 1;
  return (
    <div className="hit-bar" role="toolbar" aria-label={t.hits} ref={useRoving("row")}>
      <button type="button" className="button small" onClick={() => openSearch(text)}>
        <Search /> <bdi>{text}</bdi>
      </button>
      <span role="status" dir="auto">
        {at < 0 ? "" : t.hitOf(at + 1, hits.length, hasNextPage)}
      </span>
      <IconButton label={t.previousHit} icon={<Up />} onClick={at > 0 ? () => step(-1) : null} />
      <IconButton label={t.nextHit} icon={<Down />} onClick={isLast ? null : () => step(1)} />
      <IconButton label={t.leave} icon={<Close />} onClick={leave} />
    </div>
  );
}

function Up() {
  return (
    <span className="up">
      <Down />
    </span>
  );
}

interface IconButtonProps {
  label: string;
  icon: ReactNode;
  /** Null: not now. */
  onClick: (() => void) | null;
}

function IconButton({ label, icon, onClick }: IconButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-disabled={onClick === null}
      aria-label={label}
      title={label}
      onClick={onClick ?? undefined}
    >
      {icon}
    </button>
  );
}
