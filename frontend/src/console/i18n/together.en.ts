/** Sentences about colleagues: who is there, and who is in the same conversation. */
import type { Availability } from "../../protocol/words";

export const together = {
  together: {
    availability: { online: "Online", away: "Away", offline: "Offline" } satisfies Record<
      Availability,
      string
    >,
    stands: (name: string, word: string) => `${name} (${word.toLowerCase()})`,
    others: "Also here",
    me: "You",
    looking: (name: string) => `${name} is looking`,
    otherTab: "You, in another tab",
    typing: (name: string) => `${name} is typing…`,
    noting: (name: string) => `${name} is writing a note…`,
    typingElsewhere: "You type in another tab…",
    twoTyping: (one: string, other: string) => `${one} and ${other} are typing…`,
    manyTyping: (n: number) => `${n} people are typing…`,
    hasDraft: (name: string) => `${name} has a draft`,
    haveDrafts: (n: number) => `${n} colleagues have drafts`,
    /** Before what was written on another device. */
    otherDraft: "Draft from another device",
    otherDraftFiles: (n: number) => (n === 1 ? "1 file" : `${n} files`),
    useDraft: "Use",
    discardDraft: "Discard",
  },
};
