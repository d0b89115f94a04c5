/** The files that the customer and we have exchanged, the newest first. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useState, type ReactNode } from "react";
import type { ExchangedFile, Id } from "../../protocol";
import { getFiles } from "../../protocol/rest/files";
import { filesKey } from "../../store/messages/exchanged";
import { shownAs, typeName } from "../../store/messages/files";
import { canBeShown } from "../../store/state/selectors";
import { fileSize, listTime } from "../../ui/text/format";
import { File, Microphone, Play } from "../../ui/components/icons";
import { useClient, useNow, useSignal } from "../context";
import { Lightbox } from "../lazyComponents";
import { UnansweredLine } from "../shared/Unanswered";
import { useSilent } from "../shared/useSilent";
import { useT } from "../i18n/language";
import "./Files.css";

/** Looked at by nobody any more. */
const FORGET_MS = 10 * 60_000;

export function Files({ conversation }: { conversation: Id }) {
  const t = useT();
  const asked = useFiles(conversation);
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = asked;
  const [large, setLarge] = useState<Id | null>(null);
  const rows = useMemo(() => data?.pages.flatMap(({ results }) => results) ?? [], [data]);
  // As in the thread: the next one is newer.
  const pictures = useMemo(() => rows.filter(canBeShown).toReversed(), [rows]);
  return (
    <>
      <FilesState asked={asked} isNone={rows.length === 0} />
      <ul>
        {rows.map((file) => (
          <li key={file.id}>
            <FileRow file={file} onShow={() => setLarge(file.id)} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <button
          type="button"
          className="button small"
          aria-disabled={isFetchingNextPage}
          onClick={() => isFetchingNextPage || void fetchNextPage()}
        >
          {t.details.filesMore}
        </button>
      )}
      {large !== null && <Lightbox pictures={pictures} start={large} onClose={() => setLarge(null)} />}
    </>
  );
}

type Asked = ReturnType<typeof useFiles>;

function useFiles(conversation: Id) {
  const { ready } = useClient();
  return useInfiniteQuery({
    queryKey: filesKey(conversation),
    queryFn: ({ pageParam, signal }) => getFiles(conversation, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    // Before the feed is followed, an event between two answers could be missed.
    enabled: useSignal(ready),
    gcTime: FORGET_MS,
  });
}

/** What stands there while nothing is known, or where there is nothing. */
function FilesState({ asked, isNone }: { asked: Asked; isNone: boolean }) {
  const t = useT();
  const isSilent = useSilent(asked);
  if (isSilent) return <UnansweredLine />;
  const says = asked.isPending
    ? t.list.loading
    : asked.isError
      ? t.details.filesFailed
      : isNone && t.details.filesNone;
  return says ? (
    <p className="muted" role="status">
      {says}
    </p>
  ) : null;
}

/** A picture opens large, what plays opens beside, anything else is saved. */
function FileRow({ file, onShow }: { file: ExchangedFile; onShow: () => void }) {
  const content = <FileContent file={file} />;
  if (file.state !== "ready" || file.url === null) return <div className="file-row">{content}</div>;
  if (canBeShown(file)) {
    return (
      <button type="button" className="file-row" onClick={onShow}>
        {content}
      </button>
    );
  }
  const plays = shownAs(file) === "video" || shownAs(file) === "audio";
  const opens = plays ? { target: "_blank", rel: "noreferrer" } : { download: file.filename || true };
  return (
    <a className="file-row" href={file.url} {...opens}>
      {content}
    </a>
  );
}

function FileContent({ file }: { file: ExchangedFile }) {
  const t = useT();
  const now = useNow();
  const { filename, caption, kind, voice, timestamp, direction } = file;
  const name = filename || caption || (voice ? t.details.fileVoice : t.kinds[kind]);
  return (
    <>
      <span className="file-picture">
        <FilePicture file={file} />
      </span>
      <span className="file-about">
        <span className="file-name" dir="auto">
          {name}
        </span>{" "}
        <span className="file-facts">
          {about(file, t.media)} <time dateTime={timestamp}>{listTime(timestamp, new Date(now))}</time>
          {direction === "outbound" && ` · ${t.details.fileOurs}`}
        </span>
      </span>
    </>
  );
}

function FilePicture({ file }: { file: ExchangedFile }): ReactNode {
  const [isBroken, setBroken] = useState(false);
  const small = file.thumbnail_url ?? (canBeShown(file) ? file.url : null);
  if (small !== null && !isBroken) {
    return <img src={small} alt="" loading="lazy" decoding="async" onError={() => setBroken(true)} />;
  }
  if (file.voice) return <Microphone />;
  return shownAs(file) === "video" || shownAs(file) === "audio" ? <Play /> : <File />;
}

/** What it is and how large, or why there is nothing to open. */
function about(
  { state, error, mime_type, size }: ExchangedFile,
  t: { coming: string; failed: string },
): string {
  if (state === "pending") return `${t.coming} ·`;
  if (state === "failed") return `${error?.title ?? t.failed} ·`;
  const parts = [mime_type && typeName(mime_type), size === null ? "" : fileSize(size)];
  return parts
    .filter((part) => part !== "")
    .map((part) => `${part} ·`)
    .join(" ");
}
