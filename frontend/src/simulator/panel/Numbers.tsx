import { type SubmitEvent, useState } from "react";
import { post, addNumber } from "../calls";
import type { Doing } from "./Panel";
import type { BusinessNumber } from "../state";

/** Where a number's webhooks go, and another number at either provider: for inboxes made in the admin. */
export function Numbers({ number, doing }: { number: BusinessNumber; doing: Doing }) {
  return (
    <div role="group" aria-label="Numbers">
      <h3>Webhooks go to</h3>
      <Webhook key={number.id} number={number} doing={doing} />
      <h3>Another number</h3>
      <Another doing={doing} />
    </div>
  );
}

function Webhook({ number, doing }: { number: BusinessNumber; doing: Doing }) {
  const [url, setUrl] = useState(number.webhook_url);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    doing(post(`numbers/${number.id}/webhook`, { url }), "Webhooks go there from now on.");
  };
  return (
    <form className="fault" onSubmit={submit}>
      <input
        className="field"
        type="url"
        required
        aria-label="Webhook URL"
        placeholder="the webhook URL of the inbox"
        value={url}
        onChange={({ target }) => setUrl(target.value)}
      />
      <button type="submit" className="button small">
        Set
      </button>
    </form>
  );
}

function Another({ doing }: { doing: Doing }) {
  const [settings, setSettings] = useState<Record<string, string> | null>(null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const [provider, name, number] = ["provider", "name", "number"].map((key) => String(form.get(key)));
    doing(
      addNumber(`${provider}`, `${name}`, `${number}`).then(setSettings),
      "Registered. Put these into its inbox.",
    );
  };
  return (
    <>
      <form className="fault" onSubmit={submit}>
        <select className="field" name="provider" aria-label="Provider">
          <option value="twilio">Twilio</option>
          <option value="meta">Meta</option>
        </select>
        <input className="field" name="name" required aria-label="Name of the business" placeholder="name" />
        <input
          className="field"
          name="number"
          type="tel"
          required
          aria-label="Its number"
          placeholder="+44…"
        />
        <button type="submit" className="button small">
          Register
        </button>
      </form>
      {settings === null ? null : (
        <dl className="settings">
          {Object.entries(settings).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
