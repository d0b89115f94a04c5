/** The page of settings: its parts at the side, and one of them. */
import { useEffect, useRef, type RefObject } from "react";
import type { ListQuery } from "../../protocol/lists";
import { Back, Gear, Team } from "../../ui/components/icons";
import { useRoving } from "../../ui/roving";
import { useMe } from "../context";
import { useDialogT } from "../i18n/language";
import type { KeySettings } from "../keyboard/useKeySettings";
import { useListPages } from "../list/useListPages";
import { AccountRow } from "../shell/AccountRow";
import { useIsStacked } from "../shell/useMedia";
import { goTo } from "../shell/useRoute";
import { Agents } from "./Agents";
import { OwnSettings } from "./OwnSettings";
import { goSettings, partsOf, type SettingsPart } from "./settingsRoute";
import "../details/Details.css";
import "./Settings.css";

interface SettingsPageProps {
  part: SettingsPart;
  keys: KeySettings;
  /** The list of the inbox: the feed is followed from there, and "back" finds it read. */
  inboxList: ListQuery;
  onHelp: () => void;
}

export function SettingsPage({ part, keys, inboxList, onHelp }: SettingsPageProps) {
  const t = useDialogT().settings;
  useListPages(inboxList);
  const isStacked = useIsStacked();
  const parts = partsOf(useMe());
  const heading = useFocusLost();
  return (
    <main className="panes settings at-thread">
      <h1 className="sr-only">{t.title}</h1>
      {!isStacked && (
        <section className="pane list" aria-label={t.title}>
          <header className="list-head">
            <h2 className="settings-title">{t.title}</h2>
          </header>
          <div className="list-body">
            <Parts part={part} parts={parts} />
          </div>
          <AccountRow onHelp={onHelp} />
        </section>
      )}
      <section className="pane thread" aria-label={t.parts[part]}>
        <header className="pane-head">
          {isStacked && (
            <button
              type="button"
              className="icon-button back"
              onClick={() => goTo("#/", true)}
              aria-label={t.back}
            >
              <Back />
            </button>
          )}
          <h2 ref={heading} tabIndex={-1}>
            {t.parts[part]}
          </h2>
        </header>
        {isStacked && parts.length > 1 && <Parts part={part} parts={parts} />}
        <div className="details-scroll" tabIndex={0} role="region" aria-label={t.parts[part]}>
          <Content part={parts.includes(part) ? part : null} keys={keys} />
        </div>
      </section>
    </main>
  );
}

/** What led here is gone with the page before, and the focus with it. */
function useFocusLost(): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus();
  }, []);
  return heading;
}

/** Null: one that is not for this agent. */
function Content({ part, keys }: { part: SettingsPart | null; keys: KeySettings }) {
  const t = useDialogT().settings;
  if (part === null) return <p className="empty">{t.notYours}</p>;
  return part === "agents" ? <Agents /> : <OwnSettings keys={keys} />;
}

function Parts({ part, parts }: { part: SettingsPart; parts: readonly SettingsPart[] }) {
  const t = useDialogT().settings;
  const places = useRoving<HTMLElement>("column");
  return (
    <nav className="settings-parts" aria-label={t.title} ref={places}>
      {parts.map((one) => (
        <button
          key={one}
          type="button"
          className="tab"
          aria-current={one === part ? "page" : undefined}
          onClick={() => goSettings(one)}
        >
          {one === "own" ? <Gear /> : <Team />}
          {t.parts[one]}
        </button>
      ))}
    </nav>
  );
}
