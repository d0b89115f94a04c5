/** Apart from the list itself, which is loaded when something is looked for. */
import type { MouseEvent } from "react";
import type { CaretPickerHandle } from "./CaretPicker";

/**
 * For the button that sends: what Enter would be for the list, a press is as well, so that a half-typed name does not go
 * out as a text; else it does `act`, or what it does of itself. The focus stays in the text.
 */
export function asEnter(onKey: CaretPickerHandle["onKey"], act: () => void = () => {}) {
  return {
    onMouseDown: (event: MouseEvent): void => event.preventDefault(),
    onClick: (event: MouseEvent): void => {
      const { preventDefault, stopPropagation } = event;
      const isOurs = onKey({
        key: "Enter",
        shiftKey: false,
        preventDefault: preventDefault.bind(event),
        stopPropagation: stopPropagation.bind(event),
      });
      if (!isOurs) act();
    },
  };
}
