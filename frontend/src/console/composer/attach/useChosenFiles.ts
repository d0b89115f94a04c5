/** Files that were chosen, dropped or pasted and are still to be sent, each with what is wrong with it. */
import { useCallback, useMemo, useSyncExternalStore } from "react";
import type { Chosen } from "../../../store/drafts/draftFiles";
import type { Capabilities, Conversation, Id } from "../../../protocol";
import { useClient } from "../../context";

export interface ChosenFiles {
  readonly list: readonly Chosen[];
  /** `voice`: recorded here, so that they go out as voice messages. */
  readonly add: (files: readonly File[], voice?: boolean) => void;
  /** Of a canned response, by their ids. */
  readonly addCanned: (files: readonly Id[]) => Promise<void>;
  readonly remove: (key: string) => void;
}

export function useChosenFiles({ id, inbox }: Conversation, can: Capabilities): ChosenFiles {
  const { files: draftFiles } = useClient().draftKeeper;
  const list = useSyncExternalStore(draftFiles.subscribe, () => draftFiles.list(id));
  const add = useCallback(
    (files: readonly File[], voice = false) => draftFiles.add({ id, inbox }, files, can, voice),
    [draftFiles, id, inbox, can],
  );
  const addCanned = useCallback(
    (files: readonly Id[]) => draftFiles.addCanned(id, inbox, files),
    [draftFiles, id, inbox],
  );
  const remove = useCallback((key: string) => draftFiles.remove(id, key), [draftFiles, id]);
  return useMemo(() => ({ list, add, addCanned, remove }), [list, add, addCanned, remove]);
}
