// Calls one client library as a test asks: a JSON object a line in, one a line out.
//
//   {"configure": {…}}                        a new client for one number
//   {"call": "messages.sendText", "args": []} → {"value": …} or {"error": {…}}
//
// In arguments {"$new": "Text", "args": []} is an object of the library, {"$bytes": base64, "type"} a Blob.
import { createInterface } from "node:readline";

// Libraries write notices to the console; stdout is for answers alone.
console.log = console.info = console.debug = console.error;

const library = await import(`./${process.argv[2]}.mjs`);
let client;

const follow = (root, path) => {
  const names = path.split(".");
  const last = names.pop();
  const owner = names.reduce((found, name) => found[name], root);
  if (typeof owner?.[last] !== "function") throw new TypeError(`${path} is no function`);
  return owner[last].bind(owner);
};

const revive = (value) => {
  if (Array.isArray(value)) return value.map(revive);
  if (value === null || typeof value !== "object") return value;
  if (value.$new) return new library.classes[value.$new](...revive(value.args));
  if (value.$bytes !== undefined) {
    const bytes = Buffer.from(value.$bytes, "base64");
    return value.type ? new Blob([bytes], { type: value.type }) : bytes;
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, revive(each)]));
};

const plain = async (value) => {
  if (value instanceof Response) value = await value.arrayBuffer();
  if (value instanceof Blob) value = await value.arrayBuffer();
  if (value instanceof ArrayBuffer) value = new Uint8Array(value);
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("base64") };
  return library.plain ? library.plain(value) : value;
};

const answer = async (asked) => {
  if (asked.configure) {
    client = library.client(asked.configure);
    return true;
  }
  return plain(await follow(client, asked.call)(...revive(asked.args)));
};

for await (const line of createInterface({ input: process.stdin })) {
  let said;
  try {
    said = { value: (await answer(JSON.parse(line))) ?? null };
  } catch (problem) {
    said = { error: { ...problem, name: problem.name, class: problem.constructor.name, message: problem.message } };
  }
  process.stdout.write(JSON.stringify(said) + "\n");
}
