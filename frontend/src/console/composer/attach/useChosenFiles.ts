/** Files that were chosen, dropped or pasted and are still to be sent, each with what is wrong with it. */
import { useCallback, useEffect, useState } from "react";
import type { Chosen } from "../../../store/drafts/draftAttachments";
import type { Capabilities, Id } from "../../../protocol";
import { validateFile } from "../../../store/messages/files";
import { uuid } from "../../../store/uuid";
import { useClient } from "../../context";

export interface ChosenFiles {
  readonly list: readonly Chosen[];
  readonly add: (files: readonly File[]) => void;
  readonly remove: (key: string) => void;
  readonly clear: () => void;
}

export function useChosenFiles(conversation: Id, can: Capabilities): ChosenFiles {
  const { draftAttachments } = useClient();
  const [list, setList] = useState(() => draftAttachments.files(conversation));
  useEffect(() => draftAttachments.setFiles(conversation, list), [draftAttachments, conversation, list]);
  const add = useCallback(
    (files: readonly File[]) => {
      const chosen = files.map((file) => ({
        key: uuid(),
        file,
        verdict: validateFile(file, can),
        url: URL.createObjectURL(file),
      }));
      setList((before) => [...before, ...chosen]);
    },
    [can],
  );
  const remove = useCallback(
    (key: string) => setList((before) => before.filter((one) => one.key !== key)),
    [],
  );
  const clear = useCallback(() => setList([]), []);
  return { list, add, remove, clear };
}
