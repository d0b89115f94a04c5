/** The files that a customer and we have exchanged. */
import type { components } from "./api.gen";
import { number, object, oneOf, string, type Decoder } from "./decode";
import { decodeAttachment, type Attachment, type Described } from "./decoders";
import { DIRECTIONS } from "./words";

const about = object({ message: number, direction: oneOf(DIRECTIONS), timestamp: string });

/** A file with the message that it came or went with. */
export type ExchangedFile = Described<
  components["schemas"]["ExchangedFile"],
  Attachment & ReturnType<typeof about>
>;

export const decodeExchangedFile: Decoder<ExchangedFile> = (value, path) => ({
  ...decodeAttachment(value, path),
  ...about(value, path),
});
