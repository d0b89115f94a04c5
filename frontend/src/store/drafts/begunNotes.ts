/** Notes on customers that are begun: each stays with its contact, also past a reload, until the server has it. */
import type { Id } from "../../protocol";
import { Signal } from "../signal";

export interface KeptNotes {
  read: (contact: Id) => string;
  /** Empty: no longer. */
  write: (contact: Id, text: string) => void;
}

export class BegunNotes {
  /** What stands in the field, of each contact that was looked at. */
  readonly shown = new Signal<ReadonlyMap<Id, string>>(new Map());

  constructor(private readonly kept: KeptNotes) {}

  text(contact: Id): string {
    return this.shown.get().get(contact) ?? this.kept.read(contact);
  }

  set(contact: Id, text: string): void {
    this.kept.write(contact, text);
    this.show(contact, text);
  }

  /** Leaves the field at once. Where it is refused it is back there, before whatever was begun meanwhile. */
  async add(contact: Id, post: (content: string) => Promise<void>): Promise<void> {
    const written = this.text(contact);
    const content = written.trim();
    // Until it is answered it is kept: the page may go.
    this.kept.write(contact, written);
    this.show(contact, "");
    try {
      await post(content);
    } catch (refused) {
      this.set(contact, [content, this.text(contact)].filter((one) => one !== "").join("\n"));
      throw refused;
    }
    if (this.text(contact) === "") this.kept.write(contact, "");
  }

  private show(contact: Id, text: string): void {
    this.shown.set(new Map(this.shown.get()).set(contact, text));
  }
}
