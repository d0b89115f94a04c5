/** What an inbox can do and how it is: part of the inbox resource. */
import {
  boolean,
  dictionary,
  list,
  nullable,
  number,
  object,
  oneOf,
  or,
  string,
  type Decoded,
} from "./decode";

const mediaRule = object({ types: list(string), most_bytes: number });

export const capabilities = object({
  /** Kinds of messages that can be sent. */
  sends: or(list(string), []),
  /** Kinds of interactive messages that can be sent freely. */
  interactive: or(list(string), []),
  media: or(dictionary(mediaRule), {}),
  /** Kinds of files that take a caption. */
  captions: or(list(string), []),
  longest_text: or(number, 4096),
  longest_caption: or(number, 1024),
  /** 0: free text is always allowed. */
  window_hours: or(number, 24),
  templates: or(boolean, false),
  reactions: or(boolean, false),
  quotes: or(boolean, false),
  read_receipts: or(boolean, false),
  typing: or(boolean, false),
});

export type Capabilities = Decoded<typeof capabilities>;
export type MediaRule = Decoded<typeof mediaRule>;

/** Of an inbox that says nothing: plain text. */
export const NO_CAPABILITIES: Capabilities = {
  sends: ["text"],
  interactive: [],
  media: {},
  captions: [],
  longest_text: 4096,
  longest_caption: 1024,
  window_hours: 24,
  templates: false,
  reactions: false,
  quotes: false,
  read_receipts: false,
  typing: false,
};

export const health = object({
  /** `paused`: nothing goes out; what comes in is not touched. */
  state: oneOf(["ok", "warning", "paused"], "warning"),
  error: nullable(dictionary(or(string, ""))),
  since: nullable(string),
});

export type Health = Decoded<typeof health>;

export const WELL: Health = { state: "ok", error: null, since: null };
