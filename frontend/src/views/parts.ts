/** The parts of the console that are loaded when they are first needed. */
import { later } from "./Later";

export const EmojiPicker = later(async () => (await import("./dialogs/EmojiPicker")).EmojiPicker);
export const TemplatePicker = later(async () => (await import("./dialogs/TemplatePicker")).TemplatePicker);
export const VoiceRecorder = later(async () => (await import("./dialogs/VoiceRecorder")).VoiceRecorder);

export const AttachDialog = later(async () => (await import("./dialogs/AttachDialog")).AttachDialog, "nothing");
export const CheatSheet = later(async () => (await import("./CheatSheet")).CheatSheet, "nothing");
export const ConflictDialog = later(async () => (await import("./ConflictDialog")).ConflictDialog, "nothing");
export const Lightbox = later(async () => (await import("./dialogs/Lightbox")).Lightbox, "nothing");
export const LoginAgain = later(async () => (await import("./LoginAgain")).LoginAgain, "nothing");
export const Timeline = later(async () => (await import("./Timeline")).Timeline, "nothing");
