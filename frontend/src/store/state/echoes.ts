/**
 * An id of the provider is of one message. Where the echo of a message of ours came before the provider's answer to it, it
 * looked like one that was written elsewhere, until the answer gives its id to ours: then it is gone, without an event.
 */
import type { Id, Message } from "../../protocol";

type Named = Pick<Message, "direction" | "origin" | "external_id">;

function isOwn({ direction, origin }: Named): boolean {
  return direction === "outbound" && origin === "";
}

/** Of lines of a thread that change one by one. */
export class Echoes {
  private readonly echoes = new Map<string, Id>();

  constructor(private readonly messages: Message[]) {
    for (const one of messages) this.note(one);
  }

  /** Most lines have no origin, and of those nothing else is looked at: a thread may have twenty thousand. */
  private note(line: Message): void {
    if (line.origin === "" || line.direction !== "outbound" || line.external_id === null) return;
    this.echoes.set(line.external_id, line.id);
  }

  /** Whether the line is an echo of another that is there already. */
  isOfAnother(line: Message): boolean {
    this.note(line);
    if (line.external_id === null || this.echoes.get(line.external_id) !== line.id) return false;
    return this.messages.some((one) => one.external_id === line.external_id && isOwn(one));
  }

  /** Take away the echo of this line; returns its id. */
  drop(line: Message): Id | undefined {
    const { external_id } = line;
    const gone = external_id !== null && isOwn(line) ? this.echoes.get(external_id) : undefined;
    if (gone === undefined || external_id === null) return undefined;
    this.echoes.delete(external_id);
    const index = this.messages.findLastIndex(({ id }) => id === gone);
    if (index >= 0) this.messages.splice(index, 1);
    return gone;
  }
}

/** Lines of a thread without the echoes of others. */
export function withoutEchoes(messages: readonly Message[]): readonly Message[] {
  const own = new Set(messages.filter(isOwn).map(({ external_id }) => external_id));
  own.delete(null);
  return messages.filter((one) => isOwn(one) || one.direction !== "outbound" || !own.has(one.external_id));
}
