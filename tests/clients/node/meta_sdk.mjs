// Meta's own SDK: https only and a port that it does not let anybody choose, so the transport below it is exchanged.
import http from "node:http";
import https from "node:https";

process.env.NODE_ENV = "production"; // else it looks for a package that it does not bring
const real = http.request;
https.request = ({ agent: _, ...options }) => {
  const request = real({ ...options, ...https.simulated });
  request.once("socket", (socket) => {
    const ready = () => socket.emit("secureConnect");
    if (socket.connecting) socket.once("connect", ready);
  });
  return request;
};
const { default: WhatsApp } = await import("whatsapp");

export const classes = {};

export const client = ({ url, version, settings }) => {
  const { hostname, port, pathname } = new URL(url);
  https.simulated = { hostname, port };
  Object.assign(process.env, {
    WA_BASE_URL: hostname,
    CLOUD_API_VERSION: `${pathname.slice(1)}/${version}`,
    CLOUD_API_ACCESS_TOKEN: settings.access_token,
    M4D_APP_SECRET: settings.app_secret,
  });
  return new WhatsApp(settings.phone_number_id);
};

export const plain = async (value) =>
  typeof value?.responseBodyToJSON === "function"
    ? { status: value.statusCode(), body: await value.responseBodyToJSON() }
    : value;
