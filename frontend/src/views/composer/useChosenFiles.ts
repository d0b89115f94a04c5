/** Files that were chosen, dropped or pasted and are still to be sent, each with what is wrong with it. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { Capabilities } from "../../protocol";
import { judged, type Verdict } from "../../state/files";
import { uuid } from "../../uuid";

export interface Chosen {
  readonly key: string;
  readonly file: File;
  readonly verdict: Verdict;
  /** `blob:` URL. */
  readonly url: string;
}

export interface ChosenFiles {
  readonly list: readonly Chosen[];
  readonly add: (files: readonly File[]) => void;
  readonly remove: (key: string) => void;
  readonly clear: () => void;
}

export function useChosenFiles(can: Capabilities): ChosenFiles {
  const [list, setList] = useState<readonly Chosen[]>([]);
  const urls = useRef(new Set<string>());
  useEffect(() => {
    const { current } = urls;
    return () => {
      for (const url of current) URL.revokeObjectURL(url);
    };
  }, []);
  const add = useCallback(
    (files: readonly File[]) => {
      const chosen = files.map((file) => ({ key: uuid(), file, verdict: judged(file, can), url: URL.createObjectURL(file) }));
      for (const { url } of chosen) urls.current.add(url);
      setList((before) => [...before, ...chosen]);
    },
    [can],
  );
  const remove = useCallback((key: string) => setList((before) => before.filter((one) => one.key !== key)), []);
  const clear = useCallback(() => setList([]), []);
  return { list, add, remove, clear };
}
