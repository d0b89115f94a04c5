/**
 * Small combinators that turn `unknown` (JSON from outside) into typed values or throw.
 * Unknown keys are dropped, so the server may add fields at any time.
 */

export type Decoder<T> = (value: unknown, path: string) => T;
export type Decoded<D> = D extends Decoder<infer T> ? T : never;

export class DecodeError extends Error {
  override name = "DecodeError";

  constructor(path: string, expected: string, value: unknown) {
    super(`${path}: expected ${expected}, got ${JSON.stringify(value)?.slice(0, 80) ?? "nothing"}`);
  }
}

export const string: Decoder<string> = (value, path) => {
  if (typeof value !== "string") throw new DecodeError(path, "a string", value);
  return value;
};

export const number: Decoder<number> = (value, path) => {
  if (typeof value !== "number") throw new DecodeError(path, "a number", value);
  return value;
};

export const boolean: Decoder<boolean> = (value, path) => {
  if (typeof value !== "boolean") throw new DecodeError(path, "true or false", value);
  return value;
};

export const unknown: Decoder<unknown> = (value) => value;

export const nullable =
  <T>(decoder: Decoder<T>): Decoder<T | null> =>
  (value, path) =>
    value === null || value === undefined ? null : decoder(value, path);

/** The value when the key is missing or null. */
export const or =
  <T>(decoder: Decoder<T>, fallback: T): Decoder<T> =>
  (value, path) =>
    value === null || value === undefined ? fallback : decoder(value, path);

export const list =
  <T>(decoder: Decoder<T>): Decoder<T[]> =>
  (value, path) => {
    if (!Array.isArray(value)) throw new DecodeError(path, "a list", value);
    return value.map((item, index) => decoder(item, `${path}[${index}]`));
  };

function entries(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new DecodeError(path, "an object", value);
  }
  return value as Record<string, unknown>;
}

export const dictionary =
  <T>(decoder: Decoder<T>): Decoder<Record<string, T>> =>
  (value, path) =>
    Object.fromEntries(
      Object.entries(entries(value, path)).map(([key, item]) => [key, decoder(item, `${path}.${key}`)]),
    );

export const object =
  <S extends Record<string, Decoder<unknown>>>(shape: S): Decoder<{ [K in keyof S]: Decoded<S[K]> }> =>
  (value, path) => {
    const source = entries(value, path);
    const result: Record<string, unknown> = {};
    for (const key in shape) result[key] = shape[key]?.(source[key], `${path}.${key}`);
    return result as { [K in keyof S]: Decoded<S[K]> };
  };

/** One of the given words; with `fallback`, a word from a newer server becomes that one. */
export const oneOf =
  <const W extends string>(words: readonly W[], fallback?: W): Decoder<W> =>
  (value, path) => {
    if ((words as readonly unknown[]).includes(value)) return value as W;
    if (fallback !== undefined && typeof value === "string") return fallback;
    throw new DecodeError(path, words.join(" | "), value);
  };

/** What `decoder` makes of something that nobody vouches for, or null. */
export function attempt<T>(decoder: Decoder<T>, value: unknown): T | null {
  try {
    return decoder(value, "value");
  } catch {
    return null;
  }
}
