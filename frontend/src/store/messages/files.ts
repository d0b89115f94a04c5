/** Which files an inbox takes, checked before anything is uploaded, and as what those of messages are shown. Pure. */
import type { Attachment, Capabilities, MediaKind } from "../../protocol";

export interface ChosenFile {
  readonly name: string;
  /** MIME type as the browser says; empty when it does not know. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
}

export type Verdict =
  | { ok: true; kind: MediaKind; type: string }
  | { ok: false; why: "empty" }
  | { ok: false; why: "type"; type: string; possible: string[] }
  | { ok: false; why: "size"; kind: MediaKind; most: number };

/** In this order: a picture goes as a picture, and as a document only where that is all that is left. */
const ORDER: readonly MediaKind[] = ["image", "video", "audio", "sticker", "document"];

export function validateFile(
  file: ChosenFile,
  { media, sends }: Pick<Capabilities, "media" | "sends">,
): Verdict {
  const type = typeOf(file);
  const kinds = ORDER.filter((kind) => sends.includes(kind) && media[kind]?.types.includes(type));
  if (file.size === 0) return { ok: false, why: "empty" };
  const fitting = kinds.find((kind) => file.size <= (media[kind]?.most_bytes ?? 0));
  if (fitting !== undefined) return { ok: true, kind: fitting, type };
  const [first] = kinds;
  if (first === undefined) return { ok: false, why: "type", type, possible: possible({ media, sends }) };
  const most = Math.max(...kinds.map((kind) => media[kind]?.most_bytes ?? 0));
  return { ok: false, why: "size", kind: first, most };
}

/** For the file dialog: all that may be chosen, by type and by ending. */
export function accepted(capabilities: Pick<Capabilities, "media" | "sends">): string {
  return inDialog(typesOf(capabilities));
}

/**
 * `image/jpeg,.jpg,…`: a dialog hides what is not named, and operating systems know many files under another
 * type than ours, or under none.
 */
export function inDialog(types: readonly string[]): string {
  const aliases = Object.keys(ALIASES).filter((alias) => types.includes(ALIASES[alias] ?? ""));
  const endings = Object.keys(BY_ENDING).filter((ending) => types.includes(BY_ENDING[ending] ?? ""));
  const texts = types.includes("text/plain") ? ["text/*", ...PLAIN_TEXT] : [];
  const textEndings = types.includes("text/plain") ? [...TEXT_ENDINGS] : [];
  const named = [...endings, ...textEndings].map((ending) => `.${ending}`);
  return [...new Set([...types, ...aliases, ...texts, ...named])].join(",");
}

function typesOf({ media, sends }: Pick<Capabilities, "media" | "sends">): string[] {
  return ORDER.filter((kind) => sends.includes(kind)).flatMap((kind) => media[kind]?.types ?? []);
}

/** Names that people know: JPEG, PNG, MP4, PDF… */
function possible(capabilities: Pick<Capabilities, "media" | "sends">): string[] {
  return [...new Set(typesOf(capabilities).map(typeName))];
}

const NAMES: Readonly<Record<string, string>> = {
  "text/plain": "text",
  "application/msword": "Word",
  "application/vnd.ms-excel": "Excel",
  "application/vnd.ms-powerpoint": "PowerPoint",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
  "audio/mpeg": "MP3",
  "audio/mp4": "M4A",
  "video/3gpp": "3GP",
};

export function typeName(type: string): string {
  const bare = bareType(type);
  return NAMES[bare] ?? (bare.split("/")[1] ?? bare).replace(/^(x-|vnd\.)/u, "").toUpperCase();
}

const BY_ENDING: Readonly<Record<string, string>> = {
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  mp4: "video/mp4",
  "3gp": "video/3gpp",
  ogg: "audio/ogg",
  opus: "audio/ogg",
  oga: "audio/ogg",
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  aac: "audio/aac",
  amr: "audio/amr",
  pdf: "application/pdf",
  txt: "text/plain",
  doc: "application/msword",
  xls: "application/vnd.ms-excel",
  ppt: "application/vnd.ms-powerpoint",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
};

/** Text that goes as plain text under its own name, as the server decides by the bytes. */
const PLAIN_TEXT: ReadonlySet<string> = new Set([
  "text/csv",
  "text/vcard",
  "text/x-vcard",
  "text/calendar",
  "text/markdown",
  "application/json",
  "application/yaml",
  "application/x-yaml",
  "application/toml",
  "application/sql",
  "application/x-subrip",
  "message/rfc822",
]);
/** Called text, and refused by the server: what a browser would run, and a word processor's files. */
const NO_TEXT: ReadonlySet<string> = new Set(["text/html", "text/xml", "text/rtf"]);
const TEXT_ENDINGS: ReadonlySet<string> = new Set(
  "csv tsv json jsonl geojson ics md markdown eml vcf log yaml yml toml ini cfg conf sql srt vtt tex rst".split(
    " ",
  ),
);

const ALIASES: Readonly<Record<string, string>> = {
  "image/jpg": "image/jpeg",
  "audio/x-m4a": "audio/mp4",
  "audio/m4a": "audio/mp4",
  "audio/mp3": "audio/mpeg",
  "audio/opus": "audio/ogg",
  "application/ogg": "audio/ogg",
};

function typeOf({ name, type }: ChosenFile): string {
  const bare = bareType(type);
  const ending = name.split(".").at(-1)?.toLowerCase() ?? "";
  // Windows calls a CSV what its spreadsheet program is.
  if (TEXT_ENDINGS.has(ending) || isText(bare)) return "text/plain";
  if (bare !== "" && bare !== "application/octet-stream") return ALIASES[bare] ?? bare;
  return BY_ENDING[ending] ?? bare;
}

function isText(bare: string): boolean {
  return PLAIN_TEXT.has(bare) || (bare.startsWith("text/") && !NO_TEXT.has(bare));
}

/** Without `; codecs=…`. */
export function bareType(type: string): string {
  return (type.split(";")[0] ?? "").trim().toLowerCase();
}

export interface SplitText {
  /** Sent before the files: they cannot carry it. */
  readonly first: string;
  /** On the first file. */
  readonly caption: string;
}

/** Where the text goes that was written beside files of these kinds. */
export function splitText(
  text: string,
  kinds: readonly MediaKind[],
  can: Pick<Capabilities, "captions" | "longest_caption">,
): SplitText {
  const [kind] = kinds;
  const takesIt =
    kind !== undefined && can.captions.includes(kind) && Array.from(text).length <= can.longest_caption;
  return takesIt ? { first: "", caption: text } : { first: text, caption: "" };
}

/** The box (CSS px) of a picture whose size is known before it has come; a fallback when it is not. */
export function mediaBox(
  width: number | null,
  height: number | null,
  most = 320,
): { width: number; height: number } {
  if (!width || !height) return { width: Math.round(most * 0.75), height: Math.round(most * 0.75) };
  const scale = Math.min(1, most / width, most / height);
  return { width: Math.max(96, Math.round(width * scale)), height: Math.max(72, Math.round(height * scale)) };
}

/**
 * As what a file is shown. A picture that lies at the server without a size is one that it would not decode
 * (too many pixels, or broken), so no browser is asked to; an `<img>` does not care that it is served as a
 * download. One that still goes up comes from this very browser and was never measured.
 */
export function shownAs({
  id,
  kind,
  state,
  width,
}: Pick<Attachment, "id" | "kind" | "state" | "width">): MediaKind {
  const isPicture = kind === "image" || kind === "sticker";
  return isPicture && id > 0 && state === "ready" && !width ? "document" : kind;
}
