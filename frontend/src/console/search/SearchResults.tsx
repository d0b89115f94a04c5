/** What was found, in groups; or why there is nothing. */
import type { ReactNode } from "react";
import type { Contact, Conversation, Message } from "../../protocol";
import { ApiError } from "../../protocol/rest/request";
import type { ExcerptPart } from "../../protocol/rest/search";
import type { TypedSearch } from "../../store/search/typed";
import { addressText, contactName, listTime, mainAddress } from "../../ui/text/format";
import { plain } from "../../ui/text/markup";
import { useNow } from "../context";
import { useDialogT, useT } from "../i18n/language";
import { InboxMark } from "../shared/InboxMark";
import type { useHits } from "./useFound";

interface Runs {
  readonly run: () => void;
}

export type Result = Runs &
  (
    | { readonly kind: "contact"; readonly contact: Contact }
    | { readonly kind: "conversation"; readonly conversation: Conversation }
    | {
        readonly kind: "message";
        readonly message: Message;
        readonly conversation: Conversation;
        readonly excerpt: readonly ExcerptPart[];
      }
  );

interface SearchResultsProps {
  search: TypedSearch;
  found: ReturnType<typeof useHits>;
  results: readonly Result[];
  active: number;
}

const KINDS = ["contact", "conversation", "message"] as const;

export function SearchResults({ search, found, results, active }: SearchResultsProps) {
  const t = useDialogT().search;
  const all = results.map((result, index) => ({ result, index }));
  return (
    <>
      <div className="search-results" id="search-results" role="listbox" aria-label={t.results}>
        {KINDS.map((kind) => {
          const group = all.filter(({ result }) => result.kind === kind);
          return (
            group.length > 0 && (
              <div key={kind} role="group" aria-label={t.kinds[kind]}>
                <p className="search-kind" aria-hidden="true">
                  {t.kinds[kind]}
                </p>
                {group.map(({ result, index }) => (
                  <div
                    key={index}
                    id={`search-${index}`}
                    role="option"
                    tabIndex={-1}
                    aria-selected={index === active}
                    className="search-result"
                    onClick={result.run}
                  >
                    <Row result={result} />
                  </div>
                ))}
              </div>
            )
          );
        })}
      </div>
      <SearchState search={search} found={found} count={results.length} />
    </>
  );
}

function Row({ result }: { result: Result }): ReactNode {
  switch (result.kind) {
    case "contact":
      return <ContactRow contact={result.contact} />;
    case "conversation":
      return <ConversationFound conversation={result.conversation} />;
    case "message":
      return <MessageFound {...result} />;
  }
}

function ContactRow({ contact }: { contact: Contact }) {
  const address = mainAddress(contact.addresses);
  const number = address === undefined ? "" : addressText(address);
  const name = contactName(contact);
  return (
    <span className="search-facts">
      <bdi>{name}</bdi> {number !== name && <bdi className="muted">{number}</bdi>}
    </span>
  );
}

function ConversationFound({ conversation }: { conversation: Conversation }) {
  const { details } = useT();
  const last = conversation.last_message;
  return (
    <>
      <Facts conversation={conversation} at={conversation.last_activity_at}>
        <span className="chip">{details.statuses[conversation.status]}</span>
      </Facts>{" "}
      <span className="search-excerpt muted" dir="auto">
        {last ? plain(last.content.slice(0, 160)) : ""}
      </span>
    </>
  );
}

function MessageFound({ message, conversation, excerpt }: Extract<Result, { kind: "message" }>) {
  const t = useDialogT().search;
  return (
    <>
      <Facts conversation={conversation} at={message.timestamp}>
        {message.direction === "note" && <span className="chip">{t.note}</span>}
        {message.author && <bdi className="muted">{message.author.name}</bdi>}
      </Facts>{" "}
      <span className="search-excerpt" dir="auto">
        {excerpt.map(({ text, found }, index) =>
          // oxlint-disable-next-line react/no-array-index-key -- parts of one text never move
          found ? <mark key={index}>{text}</mark> : text,
        )}
      </span>
    </>
  );
}

interface FactsProps {
  conversation: Conversation;
  at: string;
  children: ReactNode;
}

function Facts({ conversation, at, children }: FactsProps) {
  const now = useNow();
  return (
    <span className="search-facts">
      <bdi>{contactName(conversation.contact)}</bdi> {children}{" "}
      <time className="muted" dateTime={at}>
        {listTime(at, new Date(now))}
      </time>{" "}
      <InboxMark inbox={conversation.inbox} />
    </span>
  );
}

function SearchState({
  search,
  found,
  count,
}: Pick<SearchResultsProps, "search" | "found"> & { count: number }) {
  const t = useDialogT().search;
  const { retry } = useT().list;
  const { meant, hasNextPage, isFetchingNextPage, isError, refetch, fetchNextPage } = found;
  return (
    <div className="search-state">
      <p className="muted" role="status">
        {stateOf(search, found, count, t)}{" "}
        {meant.map(({ typed, words: instead }) => t.meant(typed, instead.join(", "))).join(" ")}
      </p>
      {isError && (
        <button type="button" className="button small" onClick={() => void refetch()}>
          {retry}
        </button>
      )}
      {hasNextPage && !isError && (
        <button
          type="button"
          className="button small"
          disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {isFetchingNextPage ? t.searching : t.more}
        </button>
      )}
    </div>
  );
}

type Sentences = ReturnType<typeof useDialogT>["search"];

type Found = SearchResultsProps["found"];

function stateOf({ words, chips }: TypedSearch, found: Found, count: number, t: Sentences): string {
  if (words === "") return chips.length === 0 ? t.hint : t.wordsToo;
  if (found.isError) return found.error instanceof ApiError ? found.error.sentence : t.noAnswer;
  if (found.isPending) return t.searching;
  return count === 0 ? t.nothing : t.found(found.hits.length, found.hasNextPage);
}
