/** What the server finds for what is typed. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Colleague, Contact, Conversation } from "../../protocol";
import { viewQuery } from "../../protocol/lists";
import { getAllColleagues, getConversations, listUrl } from "../../protocol/rest/endpoints";
import { getSearch, searchUrl, type SearchHit } from "../../protocol/rest/search";
import { readSearch, type TypedSearch } from "../../store/search/typed";
import { useSelect } from "../context";

/** The feed does not keep it: what is looked at again after this time is asked for again. */
const FRESH_MS = 60_000;
/** Of contacts and of conversations. */
const SHOWN = 4;

const NOBODY: readonly Colleague[] = [];

export function useTypedSearch(text: string): TypedSearch {
  const inboxes = useSelect((state) => state.me?.inboxes);
  const { data, isError } = useQuery({
    queryKey: ["agents"],
    queryFn: ({ signal }) => getAllColleagues(signal),
    enabled: /from:/iu.test(text),
    staleTime: FRESH_MS,
  });
  // Without an answer nobody is known; until there is one, everybody may be.
  const agents = data ?? (isError ? NOBODY : null);
  return useMemo(() => readSearch(text, { inboxes: inboxes ?? [], agents }), [text, inboxes, agents]);
}

/** Messages and notes, best first. */
export function useHits({ words, filters, isWaiting }: TypedSearch) {
  const url = searchUrl("messages", { q: words, ...filters });
  const asked = useInfiniteQuery({
    queryKey: ["search", url],
    queryFn: ({ pageParam, signal }) => getSearch(pageParam ?? url, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    enabled: words !== "" && !isWaiting,
    staleTime: FRESH_MS,
    // The server says why: asking again by itself makes it no better.
    retry: false,
  });
  const pages = asked.data?.pages;
  const hits = useMemo<readonly SearchHit[]>(() => pages?.flatMap(({ results }) => results) ?? [], [pages]);
  return { ...asked, hits, meant: pages?.[0]?.meant ?? [] };
}

interface Others {
  readonly contacts: readonly Contact[];
  readonly conversations: readonly Conversation[];
}

/** Found by words alone: filters are of messages. */
export function useOthers({ words, chips }: TypedSearch): Others {
  const enabled = words !== "" && chips.length === 0;
  const options = { enabled, staleTime: FRESH_MS, retry: false };
  const contacts = useQuery({
    ...options,
    queryKey: ["search", "contacts", words],
    queryFn: ({ signal }) => getSearch(searchUrl("contacts", { q: words, page_size: String(SHOWN) }), signal),
  });
  const conversations = useQuery({
    ...options,
    queryKey: ["search", "conversations", words],
    queryFn: ({ signal }) =>
      getConversations(
        `${listUrl({ ...viewQuery("all"), status: [], q: words })}&page_size=${SHOWN}`,
        signal,
      ),
  });
  return {
    contacts: enabled ? (contacts.data?.results.flatMap(({ contact }) => contact ?? []) ?? []) : [],
    conversations: enabled ? (conversations.data?.results ?? []) : [],
  };
}
