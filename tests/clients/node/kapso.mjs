import { WhatsAppClient } from "@kapso/whatsapp-cloud-api";

export const classes = {};

export const client = ({ url, version, settings }) =>
  new WhatsAppClient({ accessToken: settings.access_token, baseUrl: url, graphVersion: version });
