/** A button and what it opens beside itself: above everything, closed by Escape or a click elsewhere. */
import {
  useCallback,
  useId,
  useRef,
  useState,
  type ComponentProps,
  type ReactNode,
  type RefObject,
  type ToggleEvent,
} from "react";
import { rove, type Axis } from "../roving";
import "./Popover.css";

const GAP = 4;
const EDGE = 8;

interface PopoverProps {
  label: string;
  /** What keys find the button by. */
  verb?: string;
  icon: ReactNode;
  className?: string;
  panelClassName?: string;
  disabled?: boolean;
  /** What a press of the button means first; one that it prevents opens nothing. */
  press?: Pick<ComponentProps<"button">, "onMouseDown" | "onClick">;
  /** What is in it is one list: arrows and letters go through it. */
  rove?: Axis;
  /** Where the focus goes when it closes; without it, back to the button. */
  onLeave?: () => void;
  children: (close: () => void) => ReactNode;
}

export function Popover(props: PopoverProps) {
  const { label, icon, className = "icon-button", panelClassName = "", press, onLeave } = props;
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  /** Before the browser gives the focus back itself; not to somebody who has clicked on something else. */
  const onBeforeToggle = ({ newState }: ToggleEvent<HTMLDivElement>): void => {
    if (newState === "closed" && hasFocus(panel.current, button.current)) onLeave?.();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        data-verb={props.verb}
        popoverTarget={id}
        aria-expanded={open}
        aria-haspopup="dialog"
        aria-label={label}
        title={label}
        disabled={props.disabled}
        {...press}
      >
        {icon}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        className={`popover ${panelClassName}`}
        onBeforeToggle={onBeforeToggle}
        onToggle={({ newState }) => setOpen(newState === "open")}
      >
        {open && (
          <Content panel={panel} button={button} rove={props.rove}>
            {props.children}
          </Content>
        )}
      </div>
    </>
  );
}

/** Whether nothing outside the popover has taken the focus. */
function hasFocus(panel: HTMLElement | null, button: HTMLElement | null): boolean {
  const { activeElement: at } = document;
  return at === document.body || at === button || panel?.contains(at) === true;
}

interface ContentProps extends Pick<PopoverProps, "children"> {
  rove: Axis | undefined;
  panel: RefObject<HTMLDivElement | null>;
  button: RefObject<HTMLButtonElement | null>;
}

function Content({ panel, button, rove: axis, children }: ContentProps) {
  /** Once it is there: its size decides where it fits. Once only, or the focus came back whenever it is drawn. */
  const settle = useCallback(
    (content: HTMLDivElement | null): (() => void) | undefined => {
      if (!content || !panel.current || !button.current) return undefined;
      const { current: shown } = panel;
      const { current: opener } = button;
      const observer = new ResizeObserver(() => place(shown, opener));
      observer.observe(content);
      place(shown, opener);
      const end = axis && rove(content, axis, true);
      shown.addEventListener("focusout", closeBehind);
      content.querySelector<HTMLElement>("input, button, a")?.focus();
      return () => {
        observer.disconnect();
        shown.removeEventListener("focusout", closeBehind);
        end?.();
      };
    },
    [panel, button, axis],
  );
  const close = (): void => panel.current?.hidePopover();
  // oxlint-disable-next-line react/refs -- what is drawn only passes `close` on
  return <div ref={settle}>{children(close)}</div>;
}

/** The focus goes on behind it. */
function closeBehind({ relatedTarget, currentTarget: panel }: FocusEvent): void {
  if (!(panel instanceof HTMLElement) || !(relatedTarget instanceof Element)) return;
  const isOpener = relatedTarget.getAttribute("popovertarget") === panel.id;
  // Once the focus is there: it does not come back.
  if (!isOpener && !panel.contains(relatedTarget)) setTimeout(() => panel.isConnected && panel.hidePopover());
}

/** Above the button where there is room, else below; never over the edge of the window. */
function place(panel: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const above = at.top - GAP - height;
  const top = above >= EDGE ? above : Math.min(at.bottom + GAP, innerHeight - height - EDGE);
  const isRightHalf = at.left + at.width / 2 > innerWidth / 2;
  const left = isRightHalf ? at.right - width : at.left;
  panel.style.top = `${Math.max(EDGE, top)}px`;
  panel.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
}
