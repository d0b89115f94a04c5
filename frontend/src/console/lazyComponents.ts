/** The parts of the console that are loaded when they are first needed. */
import { lazyComponent } from "./lazyComponent";

export const AccountMenu = lazyComponent(
  async () => (await import("./account/AccountMenu")).AccountMenu,
  "nothing",
);
export const PasswordDialog = lazyComponent(
  async () => (await import("./account/PasswordDialog")).PasswordDialog,
  "nothing",
);
export const NotificationsDialog = lazyComponent(
  async () => (await import("./notifications/NotificationsDialog")).NotificationsDialog,
  "nothing",
);
export const EmojiPicker = lazyComponent(async () => (await import("./dialogs/EmojiPicker")).EmojiPicker);
export const EmojiNames = lazyComponent(
  async () => (await import("./composer/emoji/EmojiNames")).EmojiNames,
  "nothing",
);
export const TemplateSheet = lazyComponent(
  async () => (await import("./dialogs/templates/TemplateSheet")).TemplateSheet,
  "nothing",
);
export const MentionPicker = lazyComponent(
  async () => (await import("./composer/note/MentionPicker")).MentionPicker,
  "nothing",
);
export const OtherDrafts = lazyComponent(
  async () => (await import("./composer/OtherDrafts")).OtherDrafts,
  "nothing",
);
export const BlanksDialog = lazyComponent(
  async () => (await import("./canned/BlanksDialog")).BlanksDialog,
  "nothing",
);
export const BlockQuestion = lazyComponent(
  async () => (await import("./details/BlockButton")).BlockQuestion,
  "nothing",
);
export const BulkBar = lazyComponent(async () => (await import("./bulk/BulkBar")).BulkBar, "nothing");
export const BulkDialog = lazyComponent(
  async () => (await import("./bulk/BulkDialog")).BulkDialog,
  "nothing",
);
export const BulkRefused = lazyComponent(
  async () => (await import("./bulk/BulkRefused")).BulkRefused,
  "nothing",
);
export const CannedDialog = lazyComponent(
  async () => (await import("./canned/CannedDialog")).CannedDialog,
  "nothing",
);
export const CannedPicker = lazyComponent(
  async () => (await import("./canned/CannedPicker")).CannedPicker,
  "nothing",
);
export const SendLater = lazyComponent(async () => (await import("./later/SendLater")).SendLater, "nothing");
export const Reschedule = lazyComponent(
  async () => (await import("./later/Reschedule")).Reschedule,
  "nothing",
);
export const VoiceRecorder = lazyComponent(
  async () => (await import("./dialogs/voice/VoiceRecorder")).VoiceRecorder,
);

export const AttachDialog = lazyComponent(
  async () => (await import("./dialogs/AttachDialog")).AttachDialog,
  "nothing",
);
export const SearchPanel = lazyComponent(
  async () => (await import("./search/SearchPanel")).SearchPanel,
  "nothing",
);
export const HitBar = lazyComponent(async () => (await import("./search/HitBar")).HitBar, "nothing");
export const GoToDate = lazyComponent(async () => (await import("./thread/GoToDate")).GoToDate, "nothing");
export const CheatSheet = lazyComponent(
  async () => (await import("./keyboard/CheatSheet")).CheatSheet,
  "nothing",
);
export const ConflictDialog = lazyComponent(
  async () => (await import("./dialogs/ConflictDialog")).ConflictDialog,
  "nothing",
);
export const Lightbox = lazyComponent(async () => (await import("./dialogs/Lightbox")).Lightbox, "nothing");
export const ThreadLightbox = lazyComponent(
  async () => (await import("./dialogs/Lightbox")).ThreadLightbox,
  "nothing",
);
export const ListPicker = lazyComponent(
  async () => (await import("./list/ListPicker")).ListPicker,
  "nothing",
);
export const LoginAgain = lazyComponent(
  async () => (await import("./shell/LoginAgain")).LoginAgain,
  "nothing",
);
export const NewConversation = lazyComponent(
  async () => (await import("./newConversation/NewConversation")).NewConversation,
  "nothing",
);
export const NoInbox = lazyComponent(async () => (await import("./shell/NoInbox")).NoInbox);
export const NothingOpen = lazyComponent(async () => (await import("./shell/NothingOpen")).NothingOpen);
export const OpenPicker = lazyComponent(
  async () => (await import("./pickers/OpenPicker")).OpenPicker,
  "nothing",
);
export const OwnerDialog = lazyComponent(
  async () => (await import("./pickers/OwnerDialog")).OwnerDialog,
  "nothing",
);
export const Palette = lazyComponent(async () => (await import("./keyboard/Palette")).Palette, "nothing");
export const ViewDialog = lazyComponent(
  async () => (await import("./list/ViewDialog")).ViewDialog,
  "nothing",
);
export const ContactsPage = lazyComponent(
  async () => (await import("./contacts/ContactsPage")).ContactsPage,
  "pane",
);
export const SettingsPage = lazyComponent(
  async () => (await import("./settings/SettingsPage")).SettingsPage,
  "pane",
);
export const Details = lazyComponent(async () => (await import("./details/Details")).Details, "nothing");
export const ThreadPane = lazyComponent(async () => (await import("./thread/ThreadPane")).ThreadPane, "pane");
export const Timeline = lazyComponent(async () => (await import("./dialogs/Timeline")).Timeline, "nothing");

/** What a click or a key opens, so that what is typed right behind it arrives there. */
const AT_HAND = [
  ThreadPane,
  Details,
  NewConversation,
  NothingOpen,
  OpenPicker,
  Palette,
  CannedPicker,
  EmojiNames,
  MentionPicker,
  OwnerDialog,
  TemplateSheet,
  SearchPanel,
];

/** Milliseconds in which the list has the network and the processor for itself. */
const LIST_FIRST = 300;

/** Fetch the parts that are soon needed, and `more`; call what is returned to give it up. */
export function preloadSoon(more: () => Promise<unknown>): () => void {
  const fetchAll = (): void => {
    for (const part of AT_HAND) void part.preload();
    more().catch(() => {});
  };
  const timer = setTimeout(fetchAll, LIST_FIRST);
  return () => clearTimeout(timer);
}
