/**
 * Writes the types of the API from docs/openapi.json; with `--check` it only says whether they are current.
 *
 * Answers describe lists of words as open, so that no client breaks on a word that is added. The console is served by
 * the server that it talks to: here the known words become a union, and the compiler says which of them a guard forgot.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { stdout } from "node:process";
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";

const DESCRIPTION = new URL("../../docs/openapi.json", import.meta.url);
const TYPES = new URL("../src/protocol/api.gen.ts", import.meta.url);

function withKnownWords(_key, value) {
  const words = value?.["x-extensible-enum"];
  return words ? { ...value, enum: words } : value;
}

const description = JSON.parse(readFileSync(DESCRIPTION, "utf8"), withKnownWords);
const ast = await openapiTS(description, {
  alphabetize: true,
  rootTypes: true,
  rootTypesNoSchemaPrefix: true,
  silent: true,
});
const types = COMMENT_HEADER + astToString(ast);
if (!process.argv.includes("--check")) writeFileSync(TYPES, types);
else if (readFileSync(TYPES, "utf8") !== types) {
  stdout.write("src/protocol/api.gen.ts is not current: run `make openapi`.\n");
  process.exitCode = 1;
}
