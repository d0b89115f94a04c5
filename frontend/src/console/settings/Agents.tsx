/** Who answers, for admins: everybody with role and inboxes, and one of them to change. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ACCOUNTS, getAccounts, type Account } from "../../protocol/rest/accounts";
import { ApiError } from "../../protocol/rest/request";
import { EmptyState } from "../../ui/components/EmptyState";
import { listTime } from "../../ui/text/format";
import { useMe, useNow } from "../context";
import { useDialogT, useT } from "../i18n/language";
import { AgentAvatar } from "../shared/Availability";
import { Unanswered } from "../shared/Unanswered";
import { useSilent } from "../shared/useSilent";
import { ADMIN } from "../shell/installation";
import { AgentDialog } from "./AgentDialog";

export function Agents() {
  const t = useDialogT().settings;
  const { list, login } = useT();
  const me = useMe();
  const asked = useQuery({ queryKey: ACCOUNTS, queryFn: ({ signal }) => getAccounts(signal) });
  const isSilent = useSilent(asked);
  const { data, error, refetch } = asked;
  if (isSilent) return <Unanswered what={t.failed} />;
  if (error !== null && data === undefined)
    return (
      <div role="alert">
        <EmptyState
          text={[t.failed, error instanceof ApiError ? error.sentence : login.noAnswer]}
          action={
            <button type="button" className="button" onClick={() => void refetch()}>
              {list.retry}
            </button>
          }
        />
      </div>
    );
  if (data === undefined)
    return (
      <p className="muted" role="status">
        {t.loading}
      </p>
    );
  return (
    <div className="settings-column">
      {me.uses_admin && (
        <p>
          <a href={`${ADMIN}messaging/agent/add/`}>{t.add}</a>
        </p>
      )}
      <Accounts accounts={data} />
    </div>
  );
}

function Accounts({ accounts }: { accounts: readonly Account[] }) {
  const t = useDialogT().settings;
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState<Account | null>(null);
  const words = typed.trim().toLowerCase();
  const found = accounts
    .filter(({ name, username }) => `${name} ${username}`.toLowerCase().includes(words))
    .toSorted((a, b) => Number(b.is_active) - Number(a.is_active) || a.name.localeCompare(b.name));
  return (
    <>
      <input
        className="field"
        type="search"
        dir="auto"
        aria-label={t.search}
        placeholder={t.search}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      <ul className="agent-list">
        {found.map((one) => (
          <li key={one.id}>
            <Row account={one} onOpen={() => setOpen(one)} />
          </li>
        ))}
      </ul>
      {found.length === 0 && <p role="status">{t.nobody}</p>}
      {open && <AgentDialog account={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function Row({ account, onOpen }: { account: Account; onOpen: () => void }) {
  const t = useDialogT().settings;
  const { roles } = useDialogT().account;
  const now = useNow();
  const { id, name, role, is_active: isActive, is_superuser: isSuperuser, last_login: last } = account;
  const seen = useSeenInboxes(account);
  return (
    <button type="button" className="agent-row" onClick={onOpen}>
      <AgentAvatar id={id} name={name} />
      <span className="agent-what">
        <bdi className="agent-name">{name}</bdi>
        <span className="muted">
          {isSuperuser ? t.superuser : (roles[role] ?? role)} · {seen}
        </span>
        <span className="muted">
          {last === null ? t.neverIn : t.lastLogin(listTime(last, new Date(now)))}
        </span>
      </span>
      {!isActive && <span className="chip">{t.inactive}</span>}
    </button>
  );
}

function useSeenInboxes({ role, is_superuser: isSuperuser, inboxes }: Account): string {
  const t = useDialogT().settings;
  const known = useMe().inboxes;
  if (isSuperuser || role !== "agent") return t.everyInbox;
  const names = known.filter(({ id }) => inboxes.includes(id)).map(({ name }) => name);
  return names.length === 0 ? t.noInboxes : names.join(", ");
}
