import { type ChangeEvent, useRef } from "react";
import { type CustomerMessage, sendMessage, sendFile } from "../calls";
import { errorSentence } from "../errorSentence";
import type { Customer } from "../state";
import { useMenu } from "../useMenu";
import "./menus.css";

interface Props {
  customer: Customer;
  /** Id of the message that is quoted. */
  quoted: number | null;
  onSent: () => void;
  onRefused: (sentence: string) => void;
}

const OFFERED: readonly [string, CustomerMessage, "meta" | ""][] = [
  ["Photo", { kind: "image", text: "Like this one?" }, ""],
  ["Film", { kind: "video" }, ""],
  ["Voice note", { kind: "audio", voice: true }, ""],
  ["Document", { kind: "document" }, ""],
  ["Sticker", { kind: "sticker" }, ""],
  ["Location", { kind: "location" }, ""],
  ["Contact card", { kind: "contacts" }, ""],
  ["Order", { kind: "order" }, "meta"],
  ["Filled-in form", { kind: "interactive" }, "meta"],
  ["Poll (unsupported)", { kind: "unsupported" }, "meta"],
  ["From an advert", { kind: "text", text: "Hello! I saw your advert.", referral: true }, "meta"],
  ["Forwarded text", { kind: "text", text: "Have you seen this?", forwarded: true }, ""],
];
const KINDS: Readonly<Record<string, string>> = { image: "image", video: "video", audio: "audio" };

/** Everything that can be sent besides text: drawn by the simulator, or a file of one's own. */
export function AttachMenu({ customer, quoted, onSent, onRefused }: Props) {
  const { menu, close } = useMenu();
  const file = useRef<HTMLInputElement>(null);
  const hand = (sending: Promise<unknown>) => {
    close();
    sending.then(
      () => {
        onRefused("");
        onSent();
      },
      (error: unknown) => onRefused(errorSentence(error)),
    );
  };
  const chosen = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [given] = target.files ?? [];
    target.value = "";
    if (given === undefined) return;
    const kind = KINDS[given.type.split("/")[0] ?? ""] ?? "document";
    hand(sendFile(customer.id, given, given.type === "image/webp" ? "sticker" : kind, quoted));
  };
  const offered = OFFERED.filter(([, , only]) => only === "" || only === customer.provider);
  return (
    <details ref={menu} className="menu attach">
      <summary aria-label="Attach">+</summary>
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
          A file of yours…
        </button>
        <input ref={file} type="file" hidden aria-label="A file of yours" onChange={chosen} />
      </div>
    </details>
  );
}
