/** Files dragged from outside onto an element. */
import { useEffect, useState, type RefObject } from "react";

/** Whether some hover over it now. */
export function useFileDrop(
  target: RefObject<HTMLElement | null>,
  onFiles: (files: readonly File[]) => void,
): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const { current } = target;
    if (!current) return;
    const over = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      // Moving from one child to the next leaves nothing.
      if (!(event.relatedTarget instanceof Node && current.contains(event.relatedTarget))) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      setOver(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      onFiles(files);
    };
    current.addEventListener("dragover", over);
    current.addEventListener("dragleave", leave);
    current.addEventListener("drop", drop);
    return () => {
      current.removeEventListener("dragover", over);
      current.removeEventListener("dragleave", leave);
      current.removeEventListener("drop", drop);
    };
  }, [target, onFiles]);
  return isOver;
}
