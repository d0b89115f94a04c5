/** After two contacts became one, or one two: what was read of either is read again. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

const READ = ["contacts", "contact", "contact-merges", "contact-conversations", "contact-notes", "past"];

export function useForgetContacts(): () => void {
  const queries = useQueryClient();
  return useCallback(() => {
    for (const name of READ) void queries.invalidateQueries({ queryKey: [name] });
  }, [queries]);
}
