/** What is open of the canned responses, whoever opened it. */
import { useClient, useSignal } from "../context";
import { CannedDialog } from "../lazyComponents";

export function Canned() {
  const { cannedView } = useClient();
  const view = useSignal(cannedView);
  if (view === null) return null;
  return <CannedDialog view={view} onClose={() => cannedView.set(null)} />;
}
