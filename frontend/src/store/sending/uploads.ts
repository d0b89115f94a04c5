/** Files on their way to the server: the bytes, what they look like here, and how far they are. */
import { ApiError, NoAnswer, readCookie, refusalOf } from "../../protocol/rest/request";
import { decodeAttachment, type Attachment, type Id } from "../../protocol";
import { Signal } from "../signal";

/** A large video over a slow line; the connection dying is noticed sooner. */
const TIMEOUT_MS = 10 * 60_000;

export interface Upload {
  readonly file: Blob;
  /** `blob:` URL, for the bubble and the tray. */
  readonly url: string;
  /** 0 to 1. */
  readonly progress: Signal<number>;
}

export interface UploadFields {
  readonly inbox: Id;
  readonly name: string;
  readonly voice: boolean;
}

export class Uploads {
  private readonly known = new Map<string, Upload>();

  add(key: string, file: Blob): Upload {
    const upload = { file, url: URL.createObjectURL(file), progress: new Signal(0) };
    this.known.set(key, upload);
    return upload;
  }

  get(key: string): Upload | undefined {
    return this.known.get(key);
  }

  drop(key: string): void {
    const upload = this.known.get(key);
    if (upload) URL.revokeObjectURL(upload.url);
    this.known.delete(key);
  }

  close(): void {
    for (const key of this.known.keys()) this.drop(key);
  }
}

/** Hands the file over; `onProgress` hears from 0 to 1. Raises `ApiError` or `NoAnswer` as `call` does. */
export function uploadFile(
  file: Blob,
  { inbox, name, voice }: UploadFields,
  onProgress: (part: number) => void = () => {},
  signal?: AbortSignal,
): Promise<Attachment> {
  const form = new FormData();
  form.set("inbox", String(inbox));
  if (voice) form.set("voice", "true");
  form.set("file", file, name);
  return new Promise((resolve, reject) => {
    // fetch() cannot tell how far an upload is.
    const request = new XMLHttpRequest();
    request.open("POST", "/api/attachments/");
    request.timeout = TIMEOUT_MS;
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", readCookie("csrftoken"));
    request.upload.addEventListener("progress", ({ loaded, total }) =>
      onProgress(total > 0 ? loaded / total : 0),
    );
    const lost = (): void => reject(new NoAnswer("/api/attachments/"));
    for (const event of ["error", "timeout", "abort"]) request.addEventListener(event, lost);
    request.addEventListener("load", () => settle(request, resolve, reject));
    signal?.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}

function settle(
  request: XMLHttpRequest,
  resolve: (one: Attachment) => void,
  reject: (error: Error) => void,
): void {
  const { status, responseText } = request;
  const body = parse(responseText);
  if (status < 200 || status >= 300) {
    reject(refusalOf(status, request.getResponseHeader("Retry-After"), body));
    return;
  }
  try {
    resolve(decodeAttachment(body, "attachment"));
  } catch (error) {
    reject(error instanceof Error ? error : new ApiError(status, "nonsense", String(error), {}, null, body));
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
