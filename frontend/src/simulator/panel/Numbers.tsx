import { type SubmitEvent, useState } from "react";
import { post, addNumber } from "../calls";
import type { Doing } from "./Panel";
import type { BusinessNumber } from "../state";
import { useT } from "../i18n/language";

/** Where a number's webhooks go, and another number at either provider: for inboxes made in the admin. */
export function Numbers({ number, doing }: { number: BusinessNumber; doing: Doing }) {
  const t = useT();
  return (
    <div role="group" aria-label={t.panel.numbers}>
      <h3>{t.panel.webhooksGoTo}</h3>
      <Webhook key={number.id} number={number} doing={doing} />
      <h3>{t.panel.another}</h3>
      <Another doing={doing} />
    </div>
  );
}

function Webhook({ number, doing }: { number: BusinessNumber; doing: Doing }) {
  const t = useT();
  const [url, setUrl] = useState(number.webhook_url);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    doing(post(`numbers/${number.id}/webhook`, { url }), t.panel.webhookSet);
  };
  return (
    <form className="fault" onSubmit={submit}>
      <input
        className="field"
        type="url"
        required
        aria-label={t.panel.webhookUrl}
        placeholder={t.panel.webhookHint}
        value={url}
        onChange={({ target }) => setUrl(target.value)}
      />
      <button type="submit" className="button small">
        {t.panel.set}
      </button>
    </form>
  );
}

function Another({ doing }: { doing: Doing }) {
  const t = useT();
  const [settings, setSettings] = useState<Record<string, string> | null>(null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const [provider, name, number] = ["provider", "name", "number"].map((key) => String(form.get(key)));
    doing(addNumber(`${provider}`, `${name}`, `${number}`).then(setSettings), t.panel.registered);
  };
  return (
    <>
      <form className="fault" onSubmit={submit}>
        <select className="field" name="provider" aria-label={t.panel.provider}>
          <option value="twilio">{t.panel.providers.twilio}</option>
          <option value="meta">{t.panel.providers.meta}</option>
        </select>
        <input
          className="field"
          name="name"
          required
          aria-label={t.panel.businessName}
          placeholder={t.panel.nameHint}
        />
        <input
          className="field"
          name="number"
          type="tel"
          required
          aria-label={t.panel.itsNumber}
          placeholder="+44…"
        />
        <button type="submit" className="button small">
          {t.panel.register}
        </button>
      </form>
      {settings === null ? null : <Settings values={settings} />}
    </>
  );
}

function Settings({ values }: { values: Record<string, string> }) {
  return (
    <dl className="settings">
      {Object.entries(values).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
