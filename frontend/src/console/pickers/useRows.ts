/** A list of the server's that a picker shows: what is there, and what to say while it is not. */
import { useQuery } from "@tanstack/react-query";
import type { PickerAgain } from "../../ui/components/Picker";
import { useClient } from "../context";
import { useDialogT, useT } from "../i18n/language";
import { useSilent } from "../shared/useSilent";

export interface Rows<T> {
  readonly rows: readonly T[];
  /** Empty once all is there. */
  readonly status: string;
  /** To ask once more; undefined while nothing is amiss. */
  readonly again: PickerAgain | undefined;
}

/** The feed does not keep it: it is asked for again when a picker opens after this time. */
const FRESH_MS = 30_000;

export function useRows<T>(key: readonly unknown[], read: (signal: AbortSignal) => Promise<T[]>): Rows<T> {
  const t = useDialogT().picker;
  const { retry: label } = useT().list;
  const client = useClient();
  const asked = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => read(signal),
    staleTime: FRESH_MS,
  });
  const isSilent = useSilent(asked);
  const { data, isError, refetch } = asked;
  if (data !== undefined) return { rows: data, status: "", again: undefined };
  if (isError) return { rows: [], status: t.failed, again: { label, act: () => void refetch() } };
  if (isSilent) return { rows: [], status: t.noAnswer, again: { label, act: () => client.wake() } };
  return { rows: [], status: t.loading, again: undefined };
}
