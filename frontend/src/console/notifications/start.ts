/** Notifies the agent of this console for as long as it is open. Loaded after the list, which has the network first. */
import { serverNow } from "../../protocol/serverClock";
import { contactName } from "../../ui/text/format";
import type { ConsoleClient } from "../../store/client";
import { Notifier } from "../../store/notifications/notifier";
import { Tabs } from "../../store/notifications/tabs";
import type { Telling } from "../../store/notifications/telling";
import { askAgain } from "../../store/queries";
import { unreadCount } from "../../store/state/selectors";
import type { DialogSentences } from "../i18n/dialogs.en";
import { go } from "../shell/useRoute";
import { Desktop } from "./desktop";
import { PageIcon } from "./icon";
import { CHANGED, knownSettings, settingsQuery } from "./settings";
import { ring } from "./sound";

type Words = DialogSentences["notifications"];

/** Of several the names of so many. */
const NAMED = 3;

/** Call what is returned to end it. */
export function startNotifications(client: ConsoleClient, words: Words): () => void {
  const { queries, store, me, presence } = client;
  const desktop = new Desktop();
  const isSeen = (): boolean => document.visibilityState === "visible";
  const hide = (): void => {
    notifier.seen();
    desktop.hide();
  };
  const tabs = new Tabs({
    name: `console.notifications.${me.id}`,
    shown: () => ({ isSeen: isSeen(), open: isSeen() && document.hasFocus() ? presence.here : null }),
    onChanged: () => void askAgain(queries, settingsQuery.queryKey),
    onSeen: hide,
  });
  const notifier = new Notifier({
    me,
    tabs,
    settings: () => knownSettings(queries),
    conversation: (id) => store.get().conversations.get(id),
    now: serverNow,
    ring,
    show: (told) => desktop.show(shownOf(told, words)),
  });
  const onVisibility = (): void => {
    if (!isSeen()) return;
    hide();
    tabs.seen();
  };
  const onChanged = (): void => tabs.changed();
  document.addEventListener("visibilitychange", onVisibility);
  window.addEventListener(CHANGED, onChanged);
  const stopCounting = countOnIcon(client);
  client.onHappened = (...happened) => notifier.heard(...happened);
  // Nothing is told until it is known what the agent wants.
  void queries.prefetchQuery(settingsQuery);
  return () => {
    client.onHappened = null;
    document.removeEventListener("visibilitychange", onVisibility);
    window.removeEventListener(CHANGED, onChanged);
    stopCounting();
    notifier.close();
    tabs.close();
    desktop.hide();
  };
}

function countOnIcon({ store }: ConsoleClient): () => void {
  const icon = new PageIcon();
  const count = (): void => icon.show(unreadCount(store.get()));
  count();
  const stop = store.subscribe(count);
  return () => {
    stop();
    icon.show(0);
  };
}

/** What stands there: of one conversation what was written, of several whose they are. A click opens the newest. */
function shownOf(told: readonly Telling[], words: Words) {
  const newest = told.at(-1);
  const names = told.map(({ conversation }) => contactName(conversation.contact)).toReversed();
  const [name = ""] = names;
  const title = told.length > 1 ? words.several(told.length) : name;
  const body = told.length > 1 ? named(names, words) : newest === undefined ? "" : textOf(newest, words);
  return { title, body, onClick: () => newest && go({ open: newest.conversation.id }) };
}

function named(names: readonly string[], words: Words): string {
  const rest = names.length - NAMED;
  const some = names.slice(0, NAMED).join(", ");
  return rest > 0 ? words.andMore(some, rest) : some;
}

function textOf({ why, by, conversation }: Telling, words: Words): string {
  if (why === "assigned") return words.assigned(by);
  if (why === "mentioned") return words.mentioned(by);
  return conversation.last_message?.content || words.wrote;
}
