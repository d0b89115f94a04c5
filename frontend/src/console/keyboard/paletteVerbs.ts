/** The verbs that the palette offers: those with keys, those of the menus, and the other page. */
import type { Conversation, ConversationStatus, Id } from "../../protocol";
import { contactName } from "../../ui/text/format";
import { goSettings, useSettingsRoute } from "../settings/settingsRoute";
import { goContacts, useContactsRoute } from "../contacts/contactsRoute";
import { useClient, useRun, useSelect } from "../context";
import { blocking } from "../details/blocking";
import { useDialogT, useT } from "../i18n/language";
import { useBegin } from "../newConversation/useBegin";
import { announce } from "../shell/announcer";
import { goTo, useRoute } from "../shell/useRoute";
import { keysOf, shortcuts, type Command } from "./keys";
import type { PaletteItem } from "./Palette";
import type { PaletteCommands } from "./usePaletteItems";

/** No verbs of their own: the palette itself, and moving in the list that it covers. */
const NOT_HERE: ReadonlySet<Command> = new Set([
  "palette",
  "back",
  "next",
  "previous",
  "open",
  "selectRange",
  "selectNext",
  "selectPrevious",
  "selectAll",
  "nextHit",
  "previousHit",
]);
/** Done to the conversation that is meant. */
const NEEDS_ONE: ReadonlySet<Command> = new Set([
  "nextOpened",
  "previousOpened",
  "reply",
  "note",
  "assign",
  "assignTo",
  "team",
  "resolve",
  "resolveNext",
  "snooze",
  "priority",
  "label",
  "unread",
  "select",
  "timeline",
  "goToDate",
]);
/** Done in the open one. */
const NEEDS_OPEN: ReadonlySet<Command> = new Set([
  "react",
  "goToDate",
  "send",
  "sendAndResolve",
  "sendResolveNext",
  "sendLater",
]);

/** `conversation`: what they are done to; null: none, so only those are offered that need none. */
export function useVerbs(given: PaletteCommands, conversation: Id | null): PaletteItem[] {
  const {
    commands,
    settings: { enterSends },
  } = given;
  const t = useT();
  const { open } = useRoute();
  const ofConversation = useConversationVerbs(given, conversation);
  const mayBegin = useBegin() !== null;
  const isOffered = (command: Command): boolean =>
    !NOT_HERE.has(command) &&
    !isView(command) &&
    (conversation !== null || !NEEDS_ONE.has(command)) &&
    (open !== null || !NEEDS_OPEN.has(command)) &&
    (mayBegin || command !== "newConversation");
  const ofKeys = shortcuts(enterSends)
    .filter(({ command }) => isOffered(command))
    .map(({ command }) => ({
      id: `do ${command}`,
      label: t.keys.commands[command],
      keys: keysOf(command, enterSends),
      run: commands[command],
    }));
  return [...ofKeys, ...ofConversation];
}

function isView(command: Command): boolean {
  return /^view[A-Z]/u.test(command);
}

/** What menus and Details have besides. */
function useConversationVerbs({ details }: PaletteCommands, id: Id | null): PaletteItem[] {
  const t = useT();
  const { on, off } = useDialogT().palette;
  const { open } = useRoute();
  const conversation = useSelect((state) => (id === null ? undefined : state.conversations.get(id)));
  const statuses = useStatusVerbs(conversation);
  const block = useBlockVerb(conversation);
  if (!conversation) return [];
  const pane = {
    id: "details",
    label: t.actions.details,
    hint: details.shown ? on : off,
    run: () => details.set(!details.shown),
  };
  return [...statuses, ...block, ...(open === null ? [] : [pane])];
}

const STATUSES = ["open", "pending"] as const satisfies readonly ConversationStatus[];

/** Those that no key sets. */
function useStatusVerbs(conversation: Conversation | undefined): PaletteItem[] {
  const t = useDialogT().picker;
  const client = useClient();
  const run = useRun();
  if (!conversation) return [];
  const { id, status: now } = conversation;
  return STATUSES.filter((status) => status !== now).map((status) => ({
    id: `status ${status}`,
    label: `${t.status}: ${t[status]}`,
    hint: status === "pending" ? t.pendingHint : undefined,
    run: () => run(client.change(id, { status })),
  }));
}

function useBlockVerb(conversation: Conversation | undefined): PaletteItem[] {
  const t = useT();
  const { conversations } = useClient();
  const run = useRun();
  if (!conversation) return [];
  const { id, contact } = conversation;
  const name = contactName(contact);
  const unblock = async (): Promise<void> => {
    await conversations.setBlocked(conversation, false);
    announce(t.announced.unblocked(name));
  };
  return [
    {
      id: "block",
      label: contact.blocked ? t.details.unblock : t.details.block,
      hint: name,
      run: () => (contact.blocked ? run(unblock()) : blocking.set(id)),
    },
  ];
}

/** The page that is not shown, and what lies over every page. */
export function usePlaces(): PaletteItem[] {
  const { menu } = useT();
  const { cannedView } = useClient();
  const isContacts = useContactsRoute() !== null;
  const isSettings = useSettingsRoute() !== null;
  const pages = [
    { id: "inbox", label: menu.inbox, here: !isContacts && !isSettings, run: () => goTo("#/", true) },
    { id: "contacts", label: menu.contacts, here: isContacts, run: () => goContacts({ contact: null }) },
    { id: "settings", label: menu.settings, here: isSettings, run: () => goSettings("own") },
  ];
  const others = pages.filter(({ here }) => !here).map(({ here: _here, ...page }) => page);
  return [...others, { id: "canned", label: menu.canned, run: () => cannedView.set({ kind: "list" }) }];
}
