/** The parts of the console that are loaded when they are first needed. */
import { lazyComponent } from "./lazyComponent";

export const EmojiPicker = lazyComponent(async () => (await import("./dialogs/EmojiPicker")).EmojiPicker);
export const TemplatePicker = lazyComponent(
  async () => (await import("./dialogs/templates/TemplatePicker")).TemplatePicker,
);
export const VoiceRecorder = lazyComponent(
  async () => (await import("./dialogs/voice/VoiceRecorder")).VoiceRecorder,
);

export const AttachDialog = lazyComponent(
  async () => (await import("./dialogs/AttachDialog")).AttachDialog,
  "nothing",
);
export const CheatSheet = lazyComponent(
  async () => (await import("./keyboard/CheatSheet")).CheatSheet,
  "nothing",
);
export const ConflictDialog = lazyComponent(
  async () => (await import("./dialogs/ConflictDialog")).ConflictDialog,
  "nothing",
);
export const Lightbox = lazyComponent(async () => (await import("./dialogs/Lightbox")).Lightbox, "nothing");
export const LoginAgain = lazyComponent(
  async () => (await import("./shell/LoginAgain")).LoginAgain,
  "nothing",
);
export const Timeline = lazyComponent(async () => (await import("./dialogs/Timeline")).Timeline, "nothing");
