/** What is asked and told of several conversations: loaded when it is first needed. */
import { useClient, useSignal } from "../context";
import { BulkDialog, BulkRefused } from "../lazyComponents";

export function BulkHost({ onOpen }: { onOpen: (id: number) => void }) {
  const { bulk } = useClient();
  const question = useSignal(bulk.question);
  const refused = useSignal(bulk.refused);
  return (
    <>
      {question !== null && <BulkDialog question={question} />}
      <div role="status">{refused.length > 0 && <BulkRefused refused={refused} onOpen={onOpen} />}</div>
    </>
  );
}
