/** Everything that was ever written, and to whom: messages, notes, contacts, conversations. */
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import type { Contact } from "../../protocol";
import { getPast } from "../../protocol/rest/endpoints";
import { withFilter, withoutChip } from "../../store/search/typed";
import { isComposing } from "../../ui/focus";
import { Modal } from "../../ui/components/Modal";
import { useRun } from "../context";
import { goContacts } from "../contacts/contactsRoute";
import { useDialogT } from "../i18n/language";
import type { OpenThread } from "../shell/useOpening";
import { go } from "../shell/useRoute";
import { SearchChips } from "./SearchChips";
import { SearchResults, type Result } from "./SearchResults";
import { closeSearch } from "./search";
import { useHits, useOthers, useTypedSearch } from "./useFound";
import "./Search.css";

/** Typing pauses this long before the server is asked. */
const PAUSE_MS = 250;

interface SearchPanelProps {
  /** In the address. */
  begun: string;
  onOpen: OpenThread;
}

export function SearchPanel({ begun, onOpen }: SearchPanelProps) {
  const t = useDialogT();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(begun);
  useAddress(text, begun);
  const search = useTypedSearch(begun);
  const found = useHits(search);
  const results = useResults(search, found, text, onOpen);
  const [active, step] = useActive(results, begun);
  const change = (next: string): void => {
    setText(next);
    field.current?.focus();
  };
  const open = (): void => {
    // What stands there may have been found by something else.
    if (text.trim() === begun) results[active]?.run();
    else go({ find: text.trim() });
  };
  return (
    <Modal title={t.search.title} closeLabel={t.close} onClose={closeSearch} wide initialFocus={field}>
      <SearchField
        ref={field}
        text={text}
        active={results[active] ? active : null}
        onChange={setText}
        onStep={step}
        onEnter={open}
      />
      <SearchChips
        chips={search.chips}
        onRemove={(chip) => change(withoutChip(text, chip))}
        onAdd={(filter) => change(withFilter(text, filter))}
      />
      <SearchResults search={search} found={found} results={results} active={active} />
    </Modal>
  );
}

interface SearchFieldProps {
  text: string;
  /** Which result Enter opens. */
  active: number | null;
  onChange: (text: string) => void;
  onStep: (by: 1 | -1) => void;
  onEnter: () => void;
  ref: RefObject<HTMLInputElement | null>;
}

function SearchField({ text, active, onChange, onStep, onEnter, ref }: SearchFieldProps) {
  const t = useDialogT().search;
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => onStep(1),
    ArrowUp: () => onStep(-1),
    Enter: onEnter,
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const act = isComposing(event.nativeEvent) ? undefined : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <input
      ref={ref}
      className="field"
      type="text"
      role="combobox"
      aria-expanded={active !== null}
      aria-controls="search-results"
      aria-autocomplete="list"
      aria-activedescendant={active === null ? undefined : `search-${active}`}
      aria-label={t.title}
      placeholder={t.placeholder}
      autoComplete="off"
      spellCheck={false}
      value={text}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={onKeyDown}
    />
  );
}

/** What is typed stands in the address once the typing pauses. */
function useAddress(text: string, begun: string): void {
  useEffect(() => {
    const asked = text.trim();
    if (asked === begun) return;
    const timer = setTimeout(() => go({ find: asked }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, begun]);
}

function useResults(
  search: ReturnType<typeof useTypedSearch>,
  { hits }: ReturnType<typeof useHits>,
  text: string,
  onOpen: OpenThread,
): Result[] {
  const { contacts, conversations } = useOthers(search);
  const run = useRun();
  const typed = useLatest(text);
  const openContact = async ({ id }: Contact): Promise<void> => {
    const [newest] = await getPast(id, 1);
    // Who has typed on meanwhile, or left, wants something else.
    if (typed.current !== text) return;
    if (!newest) return goContacts({ contact: id });
    closeSearch();
    onOpen(newest.id, false);
  };
  return [
    ...contacts.map((contact) => ({
      kind: "contact" as const,
      contact,
      run: () => run(openContact(contact)),
    })),
    ...conversations.map((conversation) => ({
      kind: "conversation" as const,
      conversation,
      run: () => {
        closeSearch();
        onOpen(conversation.id, false);
      },
    })),
    ...hits.flatMap(({ message, conversation, excerpt }) =>
      message && conversation
        ? [
            {
              kind: "message" as const,
              message,
              conversation,
              excerpt,
              run: () => go({ open: conversation.id, hit: message.id }),
            },
          ]
        : [],
    ),
  ];
}

/** Null once the panel is closed. */
function useLatest(text: string): RefObject<string | null> {
  const latest = useRef<string | null>(null);
  useLayoutEffect(() => {
    latest.current = text;
    return () => void (latest.current = null);
  }, [text]);
  return latest;
}

/** The one that Enter opens: the first, until the arrows go to another, wherever that stands once more is found. */
function useActive(results: readonly Result[], begun: string) {
  const [chosen, setChosen] = useState({ begun, key: "" });
  const at = chosen.begun === begun ? results.findIndex((one) => keyOf(one) === chosen.key) : -1;
  const active = Math.max(0, at);
  const step = (by: 1 | -1): void => {
    const to = Math.min(Math.max(0, active + by), results.length - 1);
    const result = results[to];
    if (!result) return;
    setChosen({ begun, key: keyOf(result) });
    document.querySelector(`#search-${to}`)?.scrollIntoView({ block: "nearest" });
  };
  return [active, step] as const;
}

function keyOf(result: Result): string {
  switch (result.kind) {
    case "contact":
      return `contact ${result.contact.id}`;
    case "conversation":
      return `conversation ${result.conversation.id}`;
    case "message":
      return `message ${result.message.id}`;
  }
}
