/** What the agent is notified of, and how: theirs alone, on all of their devices. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { NotificationSettings } from "../../protocol/notifications";
import { ApiError } from "../../protocol/rest/request";
import { patchNotificationSettings } from "../../protocol/rest/notifications";
import { Modal } from "../../ui/components/Modal";
import { account } from "../account/account";
import { FormFoot } from "../dialogs/FormFoot";
import { useDialogT, useT } from "../i18n/language";
import { announce } from "../shell/announcer";
import { AboutFields } from "./AboutFields";
import { Check, type PartProps } from "./parts";
import { DesktopHint } from "./DesktopHint";
import { QuietFields } from "./QuietFields";
import { CHANGED, settingsQuery } from "./settings";
import { ring } from "./sound";
import "./Notifications.css";

export function NotificationsDialog({ anchor }: { anchor: HTMLElement | null }) {
  const words = useDialogT();
  const t = words.notifications;
  const close = (): void => {
    account.set(null);
    anchor?.focus();
  };
  const saved = (): void => {
    announce(t.saved);
    close();
  };
  return (
    <Modal title={t.title} closeLabel={words.close} onClose={close}>
      <NotificationsForm onSaved={saved} />
    </Modal>
  );
}

/** In a dialog, and on the page of settings, which say that it is saved. */
export function NotificationsForm({ onSaved }: { onSaved: () => void }) {
  const { data, isError, refetch } = useQuery(settingsQuery);
  if (data) return <Form known={data} onSaved={onSaved} />;
  return isError ? <Failed onAgain={refetch} /> : <Loading />;
}

function Loading() {
  return <p className="muted">{useDialogT().picker.loading}</p>;
}

function Failed({ onAgain }: { onAgain: () => unknown }) {
  const t = useT();
  const { failed } = useDialogT().notifications;
  return (
    <p role="alert">
      {failed}{" "}
      <button type="button" className="button small" onClick={() => onAgain()}>
        {t.list.retry}
      </button>
    </p>
  );
}

type Edits = Partial<NotificationSettings>;

function Form({ known, onSaved }: { known: NotificationSettings; onSaved: () => void }) {
  const t = useDialogT().notifications;
  // Only these: another tab, or device, may have saved the others since.
  const [edits, setEdits] = useState<Edits>({});
  const chosen = { ...known, ...edits };
  const { problem, save } = useSaving((sent) => {
    setEdits((now) => since(sent, now));
    onSaved();
  });
  const { quiet_hours: quiet } = chosen;
  const missing = quiet === null ? null : quiet.start === quiet.end ? t.sameTime : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (missing === null) void save(edits);
  };
  const part: PartProps = { chosen, onChange: (change) => setEdits({ ...edits, ...change }) };
  return (
    <form className="form notifications" onSubmit={submit}>
      <AboutFields {...part} />
      <Ways {...part} />
      <QuietFields {...part} />
      <p className="field-hint red" role="alert">
        {problem}
      </p>
      <FormFoot problem={missing} label={t.save} />
    </form>
  );
}

/** What was chosen while the others were on their way. */
function since(sent: Edits, now: Edits): Edits {
  const isNew = (name: string): boolean => now[name as keyof Edits] !== sent[name as keyof Edits];
  return Object.fromEntries(Object.entries(now).filter(([name]) => isNew(name)));
}

/** Sound and desktop notifications. */
function Ways({ chosen, onChange }: PartProps) {
  const t = useDialogT().notifications;
  const { sound, repeats, desktop } = chosen;
  return (
    <>
      <div className="notifications-row">
        <Check label={t.sound} isOn={sound} onChange={(is) => onChange({ sound: is })} />
        <button type="button" className="button small" onClick={ring}>
          {t.listen}
        </button>
      </div>
      <Check
        label={t.repeats}
        isOn={sound && repeats}
        isOff={!sound}
        onChange={(is) => onChange({ repeats: is })}
      />
      <div>
        <Check label={t.desktop} isOn={desktop} onChange={(is) => onChange({ desktop: is })} />
        {desktop && <DesktopHint />}
      </div>
    </>
  );
}

/** One request at a time; the other tabs are told. */
function useSaving(onSaved: (sent: Edits) => void) {
  const t = useT();
  const queries = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const save = async (edits: Edits): Promise<void> => {
    if (isBusy) return;
    if (Object.keys(edits).length === 0) return onSaved(edits);
    setBusy(true);
    setProblem("");
    try {
      queries.setQueryData(settingsQuery.queryKey, await patchNotificationSettings(edits));
    } catch (error) {
      setProblem(error instanceof ApiError ? error.sentence : t.login.noAnswer);
      return setBusy(false);
    }
    window.dispatchEvent(new Event(CHANGED));
    setBusy(false);
    onSaved(edits);
  };
  return { problem, save };
}
