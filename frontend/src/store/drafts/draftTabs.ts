/** Tabs of one browser: what one writes the others show at once, with or without a network. */
import { isUnsaved } from "./draft";
import type { Drafts } from "./drafts";
import { besides } from "./merging";
import { readDraft } from "./persistedDrafts";

/** For so long another tab looks after what is written in it. */
export const THEIRS_MS = 5000;

type Page = Pick<Window, "addEventListener" | "removeEventListener">;

export class DraftTabs {
  private readonly onStorage = (event: Event): void => this.stored(event as StorageEvent);

  constructor(
    private readonly drafts: Drafts,
    private readonly page: Page = window,
  ) {
    page.addEventListener("storage", this.onStorage);
  }

  close(): void {
    this.page.removeEventListener("storage", this.onStorage);
  }

  private stored({ key, newValue }: StorageEvent): void {
    const { drafts } = this;
    const place = key === null ? null : drafts.persisted.placeOf(key);
    if (place === null) return;
    // What was never looked at here would be read as that tab has it by now.
    const isKnown = drafts.isKnown(place);
    const mine = drafts.get(place);
    const other = readDraft(newValue ?? "null");
    if (isKnown && isUnsaved(mine) && !drafts.isTheirs(place)) {
      drafts.put(place, besides(mine, other.content));
      return;
    }
    drafts.follow(place, other, Date.now() + THEIRS_MS);
    // Where that tab is killed, this one saves it.
    if (isUnsaved(other)) drafts.onUnsaved(place, THEIRS_MS);
  }
}
