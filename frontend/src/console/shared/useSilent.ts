/** Whether a question is still without an answer after the first try. It is asked again until one comes. */
import { useState } from "react";

interface Asked {
  readonly isPending: boolean;
  /** Tries without an answer, since it was asked last. */
  readonly failureCount: number;
}

/** Stays so while it is asked once more: what is said must not flicker, nor its button go. */
export function useSilent({ isPending, failureCount }: Asked): boolean {
  const [was, setWas] = useState(false);
  const isSilent = isPending && (was || failureCount > 0);
  if (isSilent !== was) setWas(isSilent);
  return isSilent;
}
