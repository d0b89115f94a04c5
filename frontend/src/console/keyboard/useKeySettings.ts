/** How the keys work for this agent, remembered in this browser. */
import { useStored } from "../details/useDetails";

export interface KeySettings {
  readonly singleKeys: boolean;
  readonly onSingleKeys: (on: boolean) => void;
  /** Resolving one conversation opens the next. */
  readonly opensNext: boolean;
  readonly onOpensNext: (on: boolean) => void;
}

export function useKeySettings(): KeySettings {
  const [singleKeys, onSingleKeys] = useStored("console.single-keys", true);
  const [opensNext, onOpensNext] = useStored("console.opens-next", false);
  return { singleKeys, onSingleKeys, opensNext, onOpensNext };
}
