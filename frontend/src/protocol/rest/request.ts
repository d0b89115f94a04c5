/** One fetch wrapper: CSRF, time-out, and `{code, detail, errors}` as an `ApiError`. */
import type { Decoder } from "../decode";
import { learnServerTime } from "../serverClock";

const TIMEOUT_MS = 20_000;

/** The server said no. */
export class ApiError extends Error {
  override name = "ApiError";

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly errors: Readonly<Record<string, string[]>>,
    /** Seconds, from `Retry-After`. */
    readonly retryAfter: number | null,
    readonly body: unknown,
  ) {
    super(detail);
  }

  /** What to show: the sentence about the field, else about the whole. */
  get sentence(): string {
    return Object.values(this.errors)[0]?.[0] ?? this.detail;
  }
}

/** No answer came: no network, a time-out, or the server is away. The request may have arrived. */
export class NoAnswer extends Error {
  override name = "NoAnswer";
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface Call<T> {
  method?: Method;
  body?: unknown;
  decode?: Decoder<T>;
  signal?: AbortSignal;
  /** It is to arrive also where the page is left at once; browsers limit how much that may be. */
  keepalive?: boolean;
}

let whenLoggedOut: () => void = () => {};

/** Called on every 401 that is not the answer to a log-in. */
export function onLoggedOut(callback: () => void): void {
  whenLoggedOut = callback;
}

export function readCookie(name: string, cookies: string = document.cookie): string {
  const start = `${name}=`;
  const found = cookies.split("; ").find((cookie) => cookie.startsWith(start));
  return found === undefined ? "" : decodeURIComponent(found.slice(start.length));
}

/** `path` may be the absolute `next` of a list: only its path and query are used (proxies rewrite hosts). */
export async function call<T = unknown>(path: string, options: Call<T> = {}): Promise<T> {
  const url = new URL(path, location.href);
  const response = await send(url.pathname + url.search, options);
  const body = await readBody(response);
  if (!response.ok) throw refusal(response, body);
  return options.decode ? options.decode(body, url.pathname) : (body as T);
}

async function send(
  path: string,
  { method = "GET", body, signal, keepalive }: Call<unknown>,
): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = readCookie("csrftoken");
  const init: RequestInit = { method, headers, credentials: "same-origin", cache: "no-store" };
  if (keepalive === true) init.keepalive = true;
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  init.signal = signal ? AbortSignal.any([signal, timeout]) : timeout;
  const sent = Date.now();
  try {
    const response = await fetch(path, init);
    learnServerTime(response.headers.get("Date"), sent, Date.now());
    return response;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new NoAnswer(path, { cause: error });
  }
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text().catch((error: unknown) => {
    throw new NoAnswer(response.url, { cause: error });
  });
  if (text === "") return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function refusal(response: Response, body: unknown): ApiError {
  return refusalOf(response.status, response.headers.get("Retry-After"), body);
}

export function refusalOf(status: number, retryAfter: string | null, body: unknown): ApiError {
  if (status === 401) whenLoggedOut();
  const { code, detail, errors } = (body ?? {}) as Record<string, unknown>;
  const after = Number(retryAfter ?? Number.NaN);
  return new ApiError(
    status,
    typeof code === "string" ? code : `http_${status}`,
    typeof detail === "string" ? detail : `The server answered ${status}.`,
    typeof errors === "object" && errors !== null ? (errors as Record<string, string[]>) : {},
    Number.isFinite(after) ? after : null,
    body,
  );
}
