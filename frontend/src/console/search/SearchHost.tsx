/** The search of everything while it is open, and the bar over the hit that is shown: loaded when they are first needed. */
import { HitBar, SearchPanel } from "../lazyComponents";
import type { OpenThread } from "../shell/useOpening";
import { useRoute } from "../shell/useRoute";

export function SearchHost({ onOpen }: { onOpen: OpenThread }) {
  const { find, hit } = useRoute();
  if (find === null || hit !== null) return null;
  return <SearchPanel begun={find} onOpen={onOpen} />;
}

export function HitHost({ onLeave }: { onLeave: () => void }) {
  const { find, hit } = useRoute();
  if (find === null || hit === null) return null;
  return <HitBar text={find} hit={hit} onLeave={onLeave} />;
}
