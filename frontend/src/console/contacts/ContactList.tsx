/** The virtual list of contacts: a listbox with one tab stop. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useImperativeHandle, useMemo, useRef, type KeyboardEvent, type Ref } from "react";
import type { Contact, Id } from "../../protocol";
import { contactsUrl, getContacts } from "../../protocol/rest/contacts";
import { CONTACTS } from "../../store/contacts";
import { EmptyState } from "../../ui/components/EmptyState";
import { Avatar } from "../../ui/components/Avatar";
import { addressText, contactName, mainAddress } from "../../ui/text/format";
import { useClient, useSignal } from "../context";
import { useDialogT, useT } from "../i18n/language";
import { useActiveRow, type ActiveRow } from "../list/useActiveRow";
import { ListFailed } from "../list/ListFailed";
import { useCursor } from "../list/useCursor";
import { Unanswered } from "../shared/Unanswered";
import { useSilent } from "../shared/useSilent";
import type { ContactListHandle } from "./ContactsPane";
import { goContacts, type ContactsRoute } from "./contactsRoute";

const ROW_HEIGHT = 60;
const OVERSCAN = 8;
/** Nearer to the last row than this, the next page is fetched. */
const ROWS_AHEAD = 15;

interface ListProps {
  route: ContactsRoute;
  ref: Ref<ContactListHandle>;
}

export function ContactList({ route, ref }: ListProps) {
  const t = useDialogT().contacts;
  const pages = useContacts(route);
  const { rows, ids } = useRows(pages.data);
  const scroller = useRef<HTMLDivElement>(null);
  const cursor = useCursor(ids, contactsUrl(route), route.contact);
  const virtualizer = useContactVirtualizer(ids, scroller, cursor.index);
  const row = useActiveRow(cursor, ids, scroller, virtualizer);
  useNextPage(pages, virtualizer.range?.endIndex ?? 0, ids.length);
  useImperativeHandle(ref, () => ({
    first: () => row.move(0),
    focus: (id) => row.put(id),
    active: () => row.active,
    move: row.move,
    step: row.step,
  }));
  return (
    <div className="list-body">
      <div
        ref={scroller}
        className="list-scroll"
        role="listbox"
        aria-label={t.title}
        aria-busy={pages.isPending}
        tabIndex={-1}
        onKeyDown={(event) => onKeyDown(event, row, ids.length)}
      >
        <div className="virtual" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const contact = rows[index];
            if (contact === undefined) return null;
            const size = pages.hasNextPage ? -1 : ids.length;
            const marks = { open: contact.id === route.contact, active: contact.id === row.active };
            return <Row key={contact.id} {...{ contact, size, ...marks }} position={index + 1} top={start} />;
          })}
        </div>
      </div>
      <ListState route={route} pages={pages} count={ids.length} />
    </div>
  );
}

type Pages = ReturnType<typeof useContacts>;

function useContacts(route: ContactsRoute) {
  const { ready } = useClient();
  const url = contactsUrl(route);
  return useInfiniteQuery({
    queryKey: [...CONTACTS, url],
    queryFn: ({ pageParam, signal }) => getContacts(pageParam ?? url, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    // Then the feed tells what changes from here on.
    enabled: useSignal(ready),
    // Who is new, and whom a filter finds, only the server knows.
    gcTime: 0,
  });
}

function useRows(data: Pages["data"]) {
  return useMemo(() => {
    const all = data?.pages.flatMap(({ results }) => results) ?? [];
    // A page may begin with who was moved there meanwhile.
    const byId = new Map(all.map((contact) => [contact.id, contact]));
    return { rows: [...byId.values()], ids: [...byId.keys()] };
  }, [data]);
}

function useContactVirtualizer(
  ids: readonly Id[],
  scroller: React.RefObject<HTMLDivElement | null>,
  active: number,
) {
  // oxlint-disable-next-line react/incompatible-library -- no compiler is used: what it answers is read in each render
  return useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => ids[index] ?? index,
    overscan: OVERSCAN,
    // The active row is always on the page: Tab leads to it.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      return active < 0 || shown.includes(active) ? shown : [...shown, active].toSorted((a, b) => a - b);
    },
  });
}

function useNextPage(pages: Pages, lastShown: number, count: number): void {
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = pages;
  const isNear = lastShown + OVERSCAN >= count - ROWS_AHEAD;
  useEffect(() => {
    if (isNear && hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [isNear, hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
}

interface RowProps {
  contact: Contact;
  open: boolean;
  active: boolean;
  position: number;
  size: number;
  top: number;
}

function Row({ contact, open, active, position, size, top }: RowProps) {
  const t = useT();
  const name = contactName(contact);
  const address = mainAddress(contact.addresses);
  const number = address === undefined ? "" : addressText(address);
  return (
    <div
      role="option"
      className="row contact-row"
      data-id={contact.id}
      aria-selected={open}
      aria-posinset={position}
      aria-setsize={size}
      tabIndex={active ? 0 : -1}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => goContacts({ contact: contact.id })}
    >
      <Avatar id={contact.id} name={name} />
      <span className="contact-who">
        <bdi className="contact-name">{name}</bdi>
        {number !== name && (
          <bdi className="muted" dir="ltr">
            {number}
          </bdi>
        )}
      </span>
      {contact.blocked && <span className="chip red">{t.details.blocked}</span>}
    </div>
  );
}

function onKeyDown(event: KeyboardEvent, row: ActiveRow, count: number): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const target = { ArrowDown: row.index + 1, ArrowUp: row.index - 1, Home: 0, End: count - 1 }[event.key];
  if (target !== undefined) row.moveTo(target);
  else if ((event.key === "Enter" || event.key === " ") && row.active !== null)
    goContacts({ contact: row.active });
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function ListState({ route, pages, count }: { route: ContactsRoute; pages: Pages; count: number }) {
  const t = useDialogT().contacts;
  const isSilent = useSilent(pages);
  if (isSilent) return <Unanswered what={t.failed} />;
  if (pages.isPending)
    return (
      <p className="list-more" role="status">
        {t.loading}
      </p>
    );
  if (pages.isError) return <ListFailed text={t.failed} count={count} pages={pages} />;
  if (count > 0) return null;
  const isNarrowed = route.q !== "" || route.inbox !== null || route.open || route.blocked;
  return <EmptyState text={isNarrowed ? [t.nobodyFound, t.nobodyFoundHint] : [t.none, t.noneHint]} />;
}
