import { WhatsAppClient } from "@kapso/whatsapp-cloud-api";
import { normalizeWebhook, verifySignature } from "@kapso/whatsapp-cloud-api/server";

export const classes = {};

export const client = ({ url, version, settings }) => {
  const made = new WhatsAppClient({ accessToken: settings.access_token, baseUrl: url, graphVersion: version });
  return Object.assign(made, { normalizeWebhook, verifySignature });
};
