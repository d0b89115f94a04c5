import { WhatsAppAPI } from "whatsapp-api-js";
import * as messages from "whatsapp-api-js/messages";

// A form with a file, as `uploadMedia` wants it.
class Upload extends FormData {
  constructor(file, name) {
    super();
    this.set("file", file, name);
  }
}

export const classes = { ...messages, Upload };

export const client = ({ url, version, settings }) => {
  // The library knows Meta's host only, and asks for its blocks without a version.
  const elsewhere = (target, options) => fetch(String(target).replace("https://graph.facebook.com", url), options);
  const api = new WhatsAppAPI({
    token: settings.access_token,
    appSecret: settings.app_secret,
    webhookVerifyToken: settings.verify_token,
    v: version,
    ponyfill: { fetch: elsewhere },
  });
  api.on.message = ({ from, name, message }) => ({ from, name, message });
  api.on.status = ({ phone, status, id, error }) => ({ phone, status, id, error: error ?? null });
  return api;
};
