/** Who was merged into a contact, and the way back. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Contact } from "../../protocol";
import { getMerges, postUnmerge, type ContactMerge } from "../../protocol/rest/contacts";
import { mergesKey } from "../../store/contacts";
import { Modal } from "../../ui/components/Modal";
import { addressText, contactName, fullTime } from "../../ui/text/format";
import { useClient, useRun, useSignal } from "../context";
import { Section } from "../details/Section";
import { useDialogT, useT } from "../i18n/language";
import { useSay } from "../shell/useSay";
import { goContacts } from "./contactsRoute";
import { useForgetContacts } from "./useForgetContacts";

export function Merges({ contact }: { contact: Contact }) {
  const t = useDialogT().contacts;
  const { ready } = useClient();
  const [asking, setAsking] = useState<ContactMerge | null>(null);
  const { data } = useQuery({
    queryKey: mergesKey(contact.id),
    queryFn: ({ signal }) => getMerges(contact.id, signal),
    enabled: useSignal(ready),
    gcTime: 0,
  });
  const standing = data?.filter(({ undone_at }) => undone_at === null) ?? [];
  // Of most contacts there is nothing to tell.
  if (standing.length === 0) return null;
  return (
    <Section name="contact-merges" title={t.merged} className="contact-merges">
      <ul>
        {standing.map((merge) => (
          <li key={merge.id}>
            <Line merge={merge} onTakeBack={() => setAsking(merge)} />
          </li>
        ))}
      </ul>
      {asking && <TakeBack contact={contact} merge={asking} onClose={() => setAsking(null)} />}
    </Section>
  );
}

/** What somebody who is gone is called. */
function nameOf({ gone }: ContactMerge): string {
  const [first] = gone.addresses;
  return gone.name || gone.username || (first ? addressText(first) : `#${gone.id}`);
}

function useWho({ by }: ContactMerge): string {
  const { activity } = useT();
  if (by.kind === "provider") return activity.provider[by.name] ?? by.name;
  return by.kind === "system" ? activity.console : by.name;
}

function Line({ merge, onTakeBack }: { merge: ContactMerge; onTakeBack: () => void }) {
  const t = useDialogT().contacts;
  const who = useWho(merge);
  return (
    <>
      <div className="contact-merge">
        <bdi>{nameOf(merge)}</bdi>
        <span className="muted">
          {merge.gone.addresses.map((one) => (
            <bdi key={`${one.kind} ${one.value}`} dir="ltr">
              {addressText(one)}
            </bdi>
          ))}
        </span>
        <span className="muted">{t.mergedBy(who, fullTime(merge.at))}</span>
      </div>
      <button
        type="button"
        className="button small"
        onClick={onTakeBack}
        aria-label={t.takeBackOf(nameOf(merge))}
      >
        {t.takeBack}
      </button>
    </>
  );
}

interface TakeBackProps {
  contact: Contact;
  merge: ContactMerge;
  onClose: () => void;
}

function useTakeBack(contact: Contact, merge: ContactMerge, onClose: () => void) {
  const [busy, setBusy] = useState(false);
  const t = useDialogT().contacts;
  const forget = useForgetContacts();
  const say = useSay();
  const isShown = useRef(false);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  const takeBack = async (): Promise<void> => {
    setBusy(true);
    try {
      const { restored } = await postUnmerge(contact.id, merge.id);
      forget();
      say(t.apart(contactName(restored), contactName(contact)));
      // Who has closed it meanwhile has gone on.
      if (!isShown.current) return;
      onClose();
      goContacts({ contact: restored.id });
    } finally {
      setBusy(false);
    }
  };
  return { busy, takeBack };
}

function TakeBack({ contact, merge, onClose }: TakeBackProps) {
  const t = useDialogT();
  const words = t.contacts;
  const run = useRun();
  const { busy, takeBack } = useTakeBack(contact, merge, onClose);
  return (
    <Modal title={words.takeBackTitle(nameOf(merge))} closeLabel={t.close} onClose={onClose}>
      <div className="form">
        <p>{words.takeBackWhat(nameOf(merge), contactName(contact))}</p>
        <ul className="merge-evidence">
          {merge.gone.addresses.map((one) => (
            <li key={`${one.kind} ${one.value}`}>
              <bdi dir="ltr">{addressText(one)}</bdi>
            </li>
          ))}
          <li>{words.nConversations(merge.gone.conversations)}</li>
          {merge.gone.notes > 0 && <li>{words.nNotes(merge.gone.notes)}</li>}
        </ul>
        <p className="muted">{words.takeBackSince}</p>
        {merge.by.kind === "provider" && <p className="muted">{words.takeBackAgain}</p>}
        <footer className="form-foot">
          <button type="button" className="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="button" className="button primary" disabled={busy} onClick={() => run(takeBack())}>
            {words.takeBack}
          </button>
        </footer>
      </div>
    </Modal>
  );
}
