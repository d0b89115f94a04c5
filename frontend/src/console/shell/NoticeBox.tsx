/** What is said once, over everything: it passes by itself, but for what was not sent. */
import { useEffect } from "react";
import type { Id } from "../../protocol";
import type { Handed, MentionNotice, Notice } from "../../store/notices";
import { contactName } from "../../ui/text/format";
import { Close } from "../../ui/components/icons";
import { useClient, useSignal } from "../context";
import type { Sentences } from "../i18n/en";
import { useT } from "../i18n/language";
import { Announcer } from "./Announcer";
import "./ConnectionBar.css";

const NOTICE_MS = 5000;
/** Somebody may look elsewhere when a conversation changes hands. */
const HANDED_MS = 12_000;

export function NoticeBox({ onOpen }: { onOpen: (conversation: Id) => void }) {
  const client = useClient();
  const notice = useSignal(client.notice);
  useEffect(() => {
    const stays = notice?.kind === "problem" && notice.conversation !== undefined;
    if (notice === null || stays) return;
    const isOfColleague = notice.kind === "handed" || notice.kind === "mentioned";
    const timer = setTimeout(() => client.notice.set(null), isOfColleague ? HANDED_MS : NOTICE_MS);
    return () => clearTimeout(timer);
  }, [client, notice]);
  const close = (): void => client.notice.set(null);
  const isUnsent = notice?.kind === "problem" && notice.conversation !== undefined;
  const shown = notice !== null && (
    <Shown
      notice={notice}
      onClose={close}
      onOpen={(where) => {
        onOpen(where);
        close();
      }}
    />
  );
  return (
    <div className="notices">
      <Announcer />
      <div role="status">{!isUnsent && shown}</div>
      {/* Before anything else that is read. */}
      <div role="alert">{isUnsent && shown}</div>
    </div>
  );
}

interface ShownProps {
  notice: Notice;
  onOpen: (conversation: Id) => void;
  onClose: () => void;
}

function Shown({ notice, onOpen, onClose }: ShownProps) {
  const t = useT();
  const where = whereToLook(notice);
  if (notice.kind === "caught-up") return <p className="notice">{t.link.caughtUp(notice.events)}</p>;
  return (
    <div className={`notice ${notice.kind}`}>
      <p>{sentenceOf(notice, t)}</p>
      {where !== undefined && (
        <button type="button" className="button small" onClick={() => onOpen(where)}>
          {t.conflict.open}
        </button>
      )}
      <button type="button" className="icon-button" onClick={onClose} aria-label={t.timeline.close}>
        <Close />
      </button>
    </div>
  );
}

/** The newest of several. */
function whereToLook(notice: Notice): Id | undefined {
  if (notice.kind === "handed" || notice.kind === "mentioned") return notice.conversations.at(-1);
  return "conversation" in notice ? notice.conversation : undefined;
}

function sentenceOf(notice: Exclude<Notice, { kind: "caught-up" }>, t: Sentences): string {
  if (notice.kind === "problem" || notice.kind === "told") return notice.text;
  if (notice.kind === "password-changed") return t.menu.passwordChanged;
  if (notice.kind === "still-open") return t.done.stillOpen(contactName(notice.contact));
  return colleagueSentence(notice, t);
}

function colleagueSentence(notice: Handed | MentionNotice, t: Sentences): string {
  const { length } = notice.conversations;
  const what = length > 1 ? t.handed.conversations(length) : contactName(notice.contact);
  const by = notice.by || t.handed.somebody;
  return notice.kind === "mentioned" ? t.note.mentioned(by, what) : t.handed[notice.how](by, what, notice.to);
}
