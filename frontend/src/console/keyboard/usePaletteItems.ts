/** What the palette can find. */
import { useQuery } from "@tanstack/react-query";
import { getColleagues, getTeams } from "../../protocol/rest/endpoints";
import { savedQuery, VIEWS, viewQuery, type ListQuery } from "../../protocol/lists";
import { cannedQuery } from "../../store/canned/list";
import { ranked } from "../../store/canned/ranking";
import { listKey } from "../../store/state/selectors";
import type { Colleague, Conversation, Id, Team } from "../../protocol";
import type { Owner } from "../../store/owners";
import { addressText, contactName, mainAddress } from "../../ui/text/format";
import { useClient, useSelect, useSignal } from "../context";
import type { DetailsPane } from "../details/useDetails";
import { useDialogT, useT } from "../i18n/language";
import { useAssign } from "../pickers/useAssign";
import { useRows } from "../pickers/useRows";
import { openSearch } from "../search/search";
import { pause } from "../shared/pause";
import { go } from "../shell/useRoute";
import { keysOf, SHORTCUTS, type Command } from "./keys";
import type { PaletteOpen } from "./palette";
import type { PaletteItem } from "./Palette";
import { useSettings } from "./paletteSettings";
import { usePlaces, useVerbs } from "./paletteVerbs";
import type { KeySettings } from "./useKeySettings";

export interface PaletteCommands {
  readonly commands: Readonly<Record<Command, () => void>>;
  readonly settings: KeySettings;
  readonly details: DetailsPane;
  readonly onOpen: (id: Id, reply: boolean) => void;
}

interface Group {
  readonly label: string;
  readonly items: readonly PaletteItem[];
  readonly isLast?: boolean;
}

/** Shorter than this almost everything matches. */
const SEARCHED = 2;
const SHOWN = 8;
/** Typing pauses this long before the server is asked. */
const PAUSE_MS = 250;

export function usePaletteItems(given: PaletteCommands, open: PaletteOpen, typed: string) {
  const t = useDialogT().palette;
  const conversations = useConversations(typed, (id) => given.onOpen(id, open.wasWriting));
  const people = usePeople(open.conversation);
  const groups: Group[] = [
    { label: t.verbs, items: [...useVerbs(given, open.conversation), ...usePlaces()] },
    { label: t.conversations, items: conversations.items },
    { label: t.views, items: [...useViews(), ...useSavedViews()] },
    { label: t.canned, items: useCanned(open.conversation) },
    { label: t.people, items: people },
    { label: t.settings, items: useSettings(given.settings) },
    { label: t.search, items: searchFor(typed.trim(), t.searchFor), isLast: true },
  ];
  return { groups, status: conversations.status };
}

/** What no name here has may stand in a message. */
function searchFor(typed: string, label: (typed: string) => string): PaletteItem[] {
  return typed === "" ? [] : [{ id: "search-for", label: label(typed), run: () => openSearch(typed) }];
}

function useViews(): PaletteItem[] {
  const t = useT();
  return VIEWS.map((view) => {
    const command = SHORTCUTS.find((one) => one.command.toLowerCase() === `view${view}`);
    const keys = command && keysOf(command.command);
    return { id: `view ${view}`, label: t.views[view], keys, run: () => go({ view }) };
  });
}

function useSavedViews(): PaletteItem[] {
  const views = useSelect((state) => state.saved);
  return views.map(({ id, name, filters }) => ({
    id: `saved ${id}`,
    label: name,
    run: () => go({ ...savedQuery(filters), saved: id }),
  }));
}

/** Only where there is a reply box that they can go into. */
function useCanned(conversation: Id | null): PaletteItem[] {
  const { cannedTarget } = useClient();
  const target = useSignal(cannedTarget);
  const inbox = useSelect((state) => state.conversations.get(conversation ?? 0)?.inbox ?? null);
  const isOffered = target !== null && target.conversation === conversation;
  const { data } = useQuery({ ...cannedQuery(inbox), enabled: isOffered && inbox !== null });
  if (!isOffered) return [];
  return ranked(data ?? [], "").map((one) => ({
    id: `canned ${one.id}`,
    label: one.title || `/${one.shortcode}`,
    hint: `/${one.shortcode}`,
    words: one.shortcode,
    run: () => target.insert(one),
  }));
}

/** Those that are loaded at once, and what the server finds among all others. */
function useConversations(typed: string, onOpen: (id: Id) => void) {
  const t = useDialogT().palette;
  const { statuses } = useT().details;
  const q = typed.trim();
  const { found, isFetching, isFailed } = useFound(q);
  const loaded = useSelect((state) => state.conversations);
  const rows = [...loaded.values()].toSorted((a, b) => b.last_activity_at.localeCompare(a.last_activity_at));
  const items = (q === "" ? rows.slice(0, SHOWN) : rows).map((one) => {
    const words = [...wordsOf(one), ...(found.has(one.id) ? [typed] : [])].join(" ");
    const hint = one.status === "open" ? undefined : statuses[one.status];
    const { id, contact } = one;
    return { id: `open ${id}`, label: contactName(contact), hint, words, run: () => onOpen(id) };
  });
  return { items, status: isFetching ? t.searching : isFailed ? t.notSearched : "" };
}

function wordsOf({ contact, labels }: Conversation): string[] {
  const address = mainAddress(contact.addresses);
  return [...(address ? [addressText(address)] : []), ...labels.map(({ name }) => name)];
}

/** Ids of conversations that the server finds; it is asked once the typing pauses. */
function useFound(q: string) {
  const client = useClient();
  const query: ListQuery = { ...viewQuery("all"), status: [], q };
  const isAsked = q.length >= SEARCHED;
  const { isFetching, isError } = useQuery({
    queryKey: ["palette", q],
    queryFn: async ({ signal }) => {
      await pause(PAUSE_MS, signal);
      await client.loadList(query, null, signal);
      return true;
    },
    enabled: isAsked,
    gcTime: 0,
    retry: false,
  });
  const list = useSelect((state) => state.lists.get(listKey(query)));
  return {
    found: new Set(isAsked ? list?.ids : []),
    isFetching: isAsked && isFetching,
    isFailed: isAsked && isError,
  };
}

/** Whom the conversation that is meant can be given to. */
function usePeople(id: Id | null): PaletteItem[] {
  const conversation = useSelect((state) => (id === null ? undefined : state.conversations.get(id)));
  return usePeopleOf(conversation);
}

function usePeopleOf(conversation: Conversation | undefined): PaletteItem[] {
  const t = useDialogT().palette;
  const { me } = useClient();
  const assign = useAssign();
  const inbox = conversation?.inbox ?? null;
  const colleagues = useRows<Colleague>(["colleagues", inbox], (signal) =>
    inbox === null ? Promise.resolve([]) : getColleagues(inbox, signal),
  );
  const teams = useRows<Team>(["teams"], getTeams);
  if (!conversation) return [];
  const item = (kind: "agent" | "team", { id, name }: { id: Id; name: string }): PaletteItem => ({
    id: `assign ${kind} ${id}`,
    label: t.assignTo(name),
    hint: contactName(conversation.contact),
    run: () => assign(conversation, { kind, id, name } satisfies Owner),
  });
  const others = colleagues.rows.filter(({ id }) => id !== me.id);
  return [...others.map((one) => item("agent", one)), ...teams.rows.map((one) => item("team", one))];
}
