/** The agent sees no inbox: what to do about it, by what they may do. */
import { useQuery } from "@tanstack/react-query";
import { getAllColleagues } from "../../protocol/rest/endpoints";
import { useClient } from "../context";
import { useDialogT } from "../i18n/language";
import { UnansweredLine } from "../shared/Unanswered";
import { useSilent } from "../shared/useSilent";
import { simulatorUrl } from "./installation";
import "./NothingOpen.css";

const FRESH_MS = 30_000;
/** More names than that are no help. */
const NAMED = 5;

export function NoInbox() {
  const t = useDialogT().noInbox;
  const { me } = useClient();
  const simulator = simulatorUrl(me.uses_admin);
  const isAdmin = me.role === "admin";
  return (
    <div className="no-inbox">
      <h2>{me.role === "agent" ? t.titleAgent : t.title}</h2>
      {isAdmin ? <Way mayEnter={me.uses_admin} /> : <Whom isAgent={me.role === "agent"} />}
      {simulator !== null && (
        <p>
          <a href={simulator}>{t.simulator}</a> <span className="muted">{t.simulatorHint}</span>
        </p>
      )}
      <button type="button" className="button" onClick={() => location.reload()}>
        {t.again}
      </button>
    </div>
  );
}

/** For admins: in this order. */
function Way({ mayEnter }: { mayEnter: boolean }) {
  const t = useDialogT().noInbox;
  if (!mayEnter) return <p>{t.noAdmin}</p>;
  return (
    <ol className="way">
      <li>
        <a href="/admin/messaging/inbox/add/">{t.connect}</a> <span className="muted">{t.connectHint}</span>
      </li>
      <li>
        <a href="/admin/messaging/agent/add/">{t.invite}</a> <span className="muted">{t.inviteHint}</span>
      </li>
    </ol>
  );
}

/** For everybody else: who can help, by name. */
function Whom({ isAgent }: { isAgent: boolean }) {
  const t = useDialogT().noInbox;
  const { me } = useClient();
  const asked = useQuery({
    queryKey: ["colleagues", "all"],
    queryFn: ({ signal }) => getAllColleagues(signal),
    staleTime: FRESH_MS,
  });
  const isSilent = useSilent(asked);
  const roles = isAgent ? ["supervisor", "admin"] : ["admin"];
  const people = (asked.data ?? []).filter(({ id, role }) => roles.includes(role) && id !== me.id);
  const names = people.slice(0, NAMED).map(({ name }) => name);
  return (
    <>
      <p>{isAgent ? t.askAgent(names) : t.askSupervisor(names)}</p>
      {isSilent && <UnansweredLine />}
    </>
  );
}
