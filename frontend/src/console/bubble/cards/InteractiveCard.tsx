/** An interactive message of ours, with what the customer can choose. */
import type { Interactive, Section } from "../../../store/messages/interactive";
import { keyed } from "../../../ui/keyed";
import { Text } from "./Text";
import { useT } from "../../i18n/language";

export function InteractiveCard({ sent }: { sent: Interactive }) {
  return (
    <div className="shown">
      {sent.header !== "" && (
        <p className="shown-header" dir="auto">
          {sent.header}
        </p>
      )}
      <Text text={sent.body} />
      {sent.footer !== "" && (
        <p className="bubble-hint" dir="auto">
          {sent.footer}
        </p>
      )}
      <Choices sent={sent} />
    </div>
  );
}

function Choices({ sent }: { sent: Interactive }) {
  const t = useT();
  if (sent.type === "location_request_message") return <Asked text={t.media.askLocation} />;
  if (sent.type === "request_contact_info") return <Asked text={t.media.askContact} />;
  if (sent.link) {
    return (
      <ul className="shown-buttons">
        <li>
          <a href={sent.link.url} target="_blank" rel="noopener noreferrer nofollow">
            {sent.link.text}
          </a>
        </li>
      </ul>
    );
  }
  return (
    <>
      {sent.buttons.length > 0 && (
        <ul className="shown-buttons">
          {keyed(sent.buttons, String).map(({ key, item }) => (
            <li key={key}>{item}</li>
          ))}
        </ul>
      )}
      {sent.sections.length > 0 && <Rows opens={sent.opens} sections={sent.sections} />}
    </>
  );
}

function Asked({ text }: { text: string }) {
  return (
    <ul className="shown-buttons">
      <li>{text}</li>
    </ul>
  );
}

function Rows({ opens, sections }: { opens: string; sections: readonly Section[] }) {
  return (
    <details className="shown-list">
      <summary>{opens}</summary>
      {keyed(sections, ({ title }) => title).map(({ key, item: { title, rows } }) => (
        <div key={key}>
          {title !== "" && <p className="placeholder-kind">{title}</p>}
          <ul>
            {keyed(rows, (one) => one.title).map(({ key: own, item: row }) => (
              <li key={own} dir="auto">
                {row.title}
                {row.description !== "" && <span className="bubble-hint">{row.description}</span>}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </details>
  );
}
