/** Contacts who may be meant by what is typed so far. */
import { useQuery } from "@tanstack/react-query";
import type { Contact } from "../../protocol";
import { findContacts } from "../../protocol/rest/recipients";
import { Avatar } from "../../ui/components/Avatar";
import { useRoving } from "../../ui/roving";
import { addressText, contactName, mainAddress } from "../../ui/text/format";
import { useDialogT } from "../i18n/language";
import { pause } from "../shared/pause";

/** Shorter than this almost everybody matches. */
const SEARCHED = 2;
const SHOWN = 6;
/** Typing pauses this long before the server is asked. */
const PAUSE_MS = 250;

const NONE: readonly Contact[] = [];

export function useSuggestions(typed: string): readonly Contact[] {
  const q = typed.trim();
  const isAsked = q.length >= SEARCHED;
  const { data } = useQuery({
    queryKey: ["recipients", q],
    queryFn: async ({ signal }) => {
      await pause(PAUSE_MS, signal);
      return findContacts(q, SHOWN, signal);
    },
    enabled: isAsked,
    gcTime: 0,
    retry: false,
  });
  return (isAsked && data) || NONE;
}

interface SuggestionsProps {
  contacts: readonly Contact[];
  onChoose: (contact: Contact) => void;
}

export function Suggestions({ contacts, onChoose }: SuggestionsProps) {
  const t = useDialogT().newConversation;
  const roving = useRoving<HTMLUListElement>("column");
  if (contacts.length === 0) return null;
  return (
    <ul className="recipients" aria-label={t.contacts} ref={roving}>
      {contacts.map((contact) => (
        <li key={contact.id}>
          <button type="button" className="recipient-row" onClick={() => onChoose(contact)}>
            <Avatar id={contact.id} name={contactName(contact)} />
            <Who contact={contact} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Who({ contact }: { contact: Contact }) {
  const address = mainAddress(contact.addresses);
  const number = address === undefined ? "" : addressText(address);
  const name = contactName(contact);
  return (
    <span className="recipient-who">
      <bdi>{name}</bdi>
      {number !== name && <bdi className="muted">{number}</bdi>}
    </span>
  );
}
