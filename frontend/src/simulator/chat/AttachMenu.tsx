import { type ChangeEvent, useRef } from "react";
import { type CustomerMessage, sendMessage, sendFile } from "../calls";
import { errorSentence } from "../errorSentence";
import type { Sentences } from "../i18n/en";
import type { Customer } from "../state";
import { useMenu } from "../useMenu";
import { useT } from "../i18n/language";
import "./menus.css";

interface Props {
  customer: Customer;
  /** Id of the message that is quoted. */
  quoted: number | null;
  onSent: () => void;
  onRefused: (sentence: string) => void;
}

type Offer = readonly [string, CustomerMessage, "meta" | ""];

const offers = (t: Sentences["attach"]): readonly Offer[] => [
  [t.image, { kind: "image", text: t.imageText }, ""],
  [t.video, { kind: "video" }, ""],
  [t.audio, { kind: "audio", voice: true }, ""],
  [t.document, { kind: "document" }, ""],
  [t.sticker, { kind: "sticker" }, ""],
  [t.location, { kind: "location" }, ""],
  [t.contacts, { kind: "contacts" }, ""],
  [t.order, { kind: "order" }, "meta"],
  [t.interactive, { kind: "interactive" }, "meta"],
  [t.unsupported, { kind: "unsupported" }, "meta"],
  [t.referral, { kind: "text", text: t.referralText, referral: true }, "meta"],
  [t.forwarded, { kind: "text", text: t.forwardedText, forwarded: true }, ""],
];
const KINDS: Readonly<Record<string, string>> = { image: "image", video: "video", audio: "audio" };

/** Everything that can be sent besides text: drawn by the simulator, or a file of one's own. */
export function AttachMenu({ customer, quoted, onSent, onRefused }: Props) {
  const t = useT();
  const { menu, close } = useMenu();
  const file = useRef<HTMLInputElement>(null);
  const hand = (sending: Promise<unknown>) => {
    close();
    sending.then(
      () => {
        onRefused("");
        onSent();
      },
      (error: unknown) => onRefused(errorSentence(error, t)),
    );
  };
  const chosen = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [given] = target.files ?? [];
    target.value = "";
    if (given === undefined) return;
    const kind = KINDS[given.type.split("/")[0] ?? ""] ?? "document";
    hand(sendFile(customer.id, given, given.type === "image/webp" ? "sticker" : kind, quoted));
  };
  const offered = offers(t.attach).filter(([, , only]) => only === "" || only === customer.provider);
  return (
    <details ref={menu} className="menu attach">
      <summary aria-label={t.attach.label}>+</summary>
      <div className="menu-body">
        {offered.map(([label, message]) => (
          <button
            key={label}
            type="button"
            onClick={() => hand(sendMessage(customer.id, { ...message, reply_to: quoted }))}
          >
            {label}
          </button>
        ))}
        <button type="button" onClick={() => file.current?.click()}>
          {t.attach.own}…
        </button>
        <input ref={file} type="file" hidden aria-label={t.attach.own} onChange={chosen} />
      </div>
    </details>
  );
}
