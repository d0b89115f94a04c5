/** Line icons on a 20 px grid, drawn for this console. */
import { directed, icon } from "./icon";

export const Clock = icon(
  <>
    <circle cx="10" cy="10" r="6.5" />
    <path d="M10 6.5V10l2.3 1.6" />
  </>,
);
export const Check = icon(<path d="m4.5 10.6 3.4 3.4 7.6-8" />);
export const DoubleCheck = icon(
  <>
    <path d="m1.8 10.6 3.4 3.4 7.6-8" />
    <path d="m9.4 12.9 1.1 1.1 7.6-8" />
  </>,
);
export const Exclamation = icon(
  <>
    <circle cx="10" cy="10" r="7" />
    <path d="M10 6.2v4.6M10 13.6v.1" />
  </>,
);
export const Question = icon(
  <>
    <circle cx="10" cy="10" r="7" />
    <path d="M7.9 8.2c.2-1.2 1.1-1.8 2.2-1.8 1.2 0 2.1.8 2.1 1.8 0 1.6-2.1 1.6-2.1 3M10.1 13.7v.1" />
  </>,
);
export const Search = icon(
  <>
    <circle cx="8.8" cy="8.8" r="4.8" />
    <path d="m12.4 12.4 4 4" />
  </>,
);
export const Close = icon(<path d="m5 5 10 10M15 5 5 15" />);
export const Back = directed(<path d="M11.8 4.5 6.3 10l5.5 5.5" />);
export const Down = icon(<path d="M10 4v11.5M5.2 10.8 10 15.5l4.8-4.7" />);
export const Up = icon(<path d="M10 16V4.5M5.2 9.2 10 4.5l4.8 4.7" />);
export const Send = directed(<path d="M3.6 4.2 17 10 3.6 15.8l1.7-5.8-1.7-5.8ZM5.3 10H11" />);
export const Panel = directed(
  <>
    <rect x="3" y="4" width="14" height="12" rx="2" />
    <path d="M12.3 4v12" />
  </>,
);
export const Person = icon(
  <>
    <circle cx="10" cy="7" r="3" />
    <path d="M4.2 16c.8-3 3-4.4 5.8-4.4s5 1.4 5.8 4.4" />
  </>,
);
export const Gear = icon(
  <>
    <circle cx="10" cy="10" r="2.6" />
    <path d="M10 3v2.2M10 14.800V17M3 10h2.200M14.800 10H17M5.100 5.100l1.500 1.500M13.400 13.400l1.500 1.500M14.900 5.100l-1.500 1.500M6.600 13.400l-1.500 1.500" />
  </>,
);
export const Keyboard = icon(
  <>
    <rect x="2.5" y="5" width="15" height="10" rx="2" />
    <path d="M5.5 8h.1M8.5 8h.1M11.5 8h.1M14.4 8h.1M6.5 12h7" />
  </>,
);
export const Sun = icon(
  <>
    <circle cx="10" cy="10" r="3" />
    <path d="M10 2.8v1.6M10 15.6v1.6M2.8 10h1.6M15.6 10h1.6M4.9 4.9 6 6M14 14l1.1 1.1M4.9 15.1 6 14M14 6l1.1-1.1" />
  </>,
);
export const Moon = icon(<path d="M16.2 12.1A6.8 6.8 0 0 1 7.9 3.8a6.8 6.8 0 1 0 8.3 8.3Z" />);
export const Auto = icon(
  <>
    <circle cx="10" cy="10" r="6.5" />
    <path d="M10 3.5v13a6.5 6.5 0 0 0 0-13Z" fill="currentColor" />
  </>,
);
export const Rows = icon(<path d="M4 5.500h12M4 10h12M4 14.500h12" />);
export const DenseRows = icon(<path d="M4 4h12M4 7h12M4 10h12M4 13h12M4 16h12" />);
export const Leave = directed(
  <path d="M8 4H5.5A1.5 1.5 0 0 0 4 5.5v9A1.5 1.5 0 0 0 5.5 16H8M12.5 13.2 15.8 10l-3.3-3.2M15.5 10H8" />,
);
export const Bell = icon(<path d="M5 13.5c3-3 0-8.4 5-8.4s2 5.4 5 8.4zM8.5 16.2h3" />);
export const Lock = icon(
  <>
    <rect x="4.5" y="9" width="11" height="7.5" rx="1.5" />
    <path d="M7 9V6.8a3 3 0 0 1 6 0V9" />
  </>,
);
export const File = icon(
  <>
    <path d="M5 3.5h6.2L15 7.3v9.2H5z" />
    <path d="M11 3.6v4h4" />
  </>,
);
/** A sheet with a folded corner and lines. */
export const Note = icon(
  <>
    <path d="M4 4h12v8.500L12.500 16H4V4ZM12.500 16v-3.500H16" />
    <path d="M7 7.500h6M7 10.500h3.500" />
  </>,
);
export const Pencil = icon(
  <path d="M4 16l.8-3.400L13.200 4.200l2.600 2.600L7.400 15.200 4 16ZM11.500 5.900l2.600 2.600" />,
);
export const Chats = icon(
  <path d="M4 4.5h12a1 1 0 0 1 1 1v7.4a1 1 0 0 1-1 1H9.4L5.8 17v-3.1H4a1 1 0 0 1-1-1V5.5a1 1 0 0 1 1-1Z" />,
);
export const Unread = icon(
  <>
    <path d="M16.5 9v4.9a1 1 0 0 1-1 1H9.2L5.7 17.6v-2.7H4.5a1 1 0 0 1-1-1V6.5a1 1 0 0 1 1-1H11" />
    <circle cx="15" cy="5" r="2.2" fill="currentColor" stroke="none" />
  </>,
);
export const Download = icon(<path d="M10 3.5v9M6 8.8l4 3.9 4-3.9M4 16.5h12" />);
export const Reply = directed(<path d="M8.5 5 4 9.3l4.5 4.2M4.4 9.3H11c3 0 5 1.9 5 5.2" />);
export const Smile = icon(
  <>
    <circle cx="10" cy="10" r="7" />
    <path d="M7 11.8c.7 1.2 1.7 1.8 3 1.8s2.3-.6 3-1.8M7.6 8v.1M12.4 8v.1" />
  </>,
);
export const Attach = icon(
  <path d="m15.8 9.2-5.6 5.6a3.4 3.4 0 0 1-4.8-4.8l5.8-5.8a2.3 2.3 0 0 1 3.2 3.2l-5.7 5.7a1.1 1.1 0 0 1-1.6-1.6l5-5" />,
);
export const Microphone = icon(
  <>
    <rect x="7.5" y="3" width="5" height="8.5" rx="2.5" />
    <path d="M4.8 9.5c0 3 2.2 5 5.2 5s5.2-2 5.2-5M10 14.5V17" />
  </>,
);
export const Music = icon(
  <>
    <circle cx="6.3" cy="14.5" r="2" />
    <circle cx="14" cy="13" r="2" />
    <path d="M8.3 14.5V5.4l7.7-1.6V13" />
  </>,
);
export const Play = icon(<path d="M7 4.8v10.4l8-5.2-8-5.2Z" fill="currentColor" />);
export const Pause = icon(<path d="M7 5v10M13 5v10" strokeWidth={2.6} />);
export const Pin = icon(
  <>
    <path d="M10 17s5.2-4.6 5.2-8.6a5.2 5.2 0 0 0-10.4 0C4.8 12.4 10 17 10 17Z" />
    <circle cx="10" cy="8.4" r="1.8" />
  </>,
);
export const Bag = icon(<path d="M4.5 7h11l.8 9.5H3.700L4.5 7ZM7 9V6a3 3 0 0 1 6 0v3" />);
export const Form = icon(
  <>
    <rect x="4" y="3.5" width="12" height="13" rx="1.5" />
    <path d="M7 7.500h6M7 10.500h6M7 13.500h3.5" />
  </>,
);
export const External = directed(<path d="M11.5 4H16v4.500M16 4l-6.5 6.500M8 5H5v10.500h10.500V12" />);
export const Forward = directed(<path d="M11.5 5 16 9.300l-4.5 4.200M15.6 9.300H9c-3 0-5 1.9-5 5.2" />);
export const Phone = icon(
  <>
    <rect x="6" y="2.5" width="8" height="15" rx="1.8" />
    <path d="M9.2 15h1.6" />
  </>,
);
export const Card = icon(
  <>
    <rect x="3" y="5" width="14" height="10.5" rx="1.5" />
    <path d="M6 12.800c.3-1.3 1.2-2 2.2-2s1.9.7 2.2 2M12.5 8.500H15M12.5 11.200H15" />
    <circle cx="8.2" cy="9" r="1" />
  </>,
);
export const Buttons = icon(
  <>
    <rect x="3.5" y="4" width="13" height="5" rx="1.5" />
    <rect x="3.5" y="11" width="13" height="5" rx="1.5" />
  </>,
);
export const Template = icon(
  <>
    <rect x="3.5" y="3.5" width="13" height="13" rx="1.5" />
    <path d="M3.5 7.800h13M6.5 11h7M6.5 13.600h4" />
  </>,
);
export const Canned = icon(<path d="M3.500 4.500h13v9h-6l-3.500 3v-3H3.500v-9ZM11.500 6.500l-3 5" />);
export const Star = icon(
  <path d="m10 3.500 2 4.300 4.700.5-3.500 3.200 1 4.600L10 13.700l-4.200 2.400 1-4.600-3.500-3.200 4.700-.5 2-4.300Z" />,
);
export const Stop = icon(<rect x="5.500" y="5.500" width="9" height="9" rx="1.500" />);
export const Trash = icon(<path d="M4.5 6h11M8 6V4h4v2M6 6l.7 10.500h6.600L14 6" />);
export const Warning = icon(<path d="M10 3.5 17.5 16.500h-15L10 3.500ZM10 8.500v3.600M10 14.300v.1" />);
export const Chevron = icon(<path d="m6 8.200 4 4 4-4" />);
export const Reopen = icon(<path d="M4.500 9.500A5.800 5.800 0 1 1 6 14.200M4.300 5.200v4.400h4.400" />);
export const Snooze = icon(
  <>
    <circle cx="10" cy="10.800" r="5.700" />
    <path d="M8.100 8.900h3.800l-3.800 4h3.800M3 5.600 5.500 3.500M17 5.600 14.500 3.500" />
  </>,
);
export const Hourglass = icon(
  <path d="M6 3.500h8M6 16.500h8M7 3.500v2.600c0 1.700 3 2.600 3 3.900s-3 2.200-3 3.900v2.600M13 3.500v2.600c0 1.700-3 2.600-3 3.900s3 2.200 3 3.900v2.600" />,
);
export const Funnel = icon(<path d="M3.500 5h13l-5 6v4.500l-3 1.500v-6l-5-6Z" />);
export const Sort = icon(<path d="M4 6h12M4 10h8M4 14h4" />);
export const Flag = icon(<path d="M5.500 17V3.800M5.500 4.300h9.200l-2 3.200 2 3.200H5.500" />);
export const Tag = icon(
  <>
    <path d="M3.800 4.800v4.700l7.100 7.100 5.600-5.600-7.100-7.100H4.700a.9.9 0 0 0-.9.9Z" />
    <path d="M7 7.100v.1" />
  </>,
);
export const Team = icon(
  <>
    <circle cx="7.500" cy="7.200" r="2.600" />
    <path d="M2.700 15.500c.6-2.700 2.400-4 4.800-4s4.200 1.300 4.800 4M12.600 4.900a2.600 2.600 0 0 1 0 4.600M14.200 11.900c1.700.5 2.800 1.700 3.200 3.600" />
  </>,
);
export const Nobody = icon(<circle cx="10" cy="10" r="6.500" strokeDasharray="2.600 2.500" />);
const LENS =
  "M14.100 8.800a5.300 5.300 0 1 1-10.600 0 5.300 5.300 0 0 1 10.600 0ZM12.800 12.800l3.900 3.900M6.400 8.800h4.800";
export const Zoom = icon(<path d={`${LENS}M8.800 6.400v4.800`} />);
export const ZoomOut = icon(<path d={LENS} />);
export const Plus = icon(<path d="M10 4.500v11M4.500 10h11" />);
export const Calendar = icon(
  <>
    <rect x="3.500" y="4.500" width="13" height="12" rx="1.500" />
    <path d="M3.500 8.300h13M7 3v2.800M13 3v2.800" />
  </>,
);
export const Sunrise = icon(
  <path d="M3 15.500h14M6 12.500a4 4 0 0 1 8 0M10 4v2.500M4.300 7.300l1.500 1.500M15.700 7.300l-1.500 1.500" />,
);
/** The product's own: what stands in the browser's tab. */
export const Mark = icon(
  <path d="M8 10a3 3 0 0 1 3-3h10a3 3 0 0 1 3 3v7a3 3 0 0 1-3 3h-6l-5 5v-5a2 2 0 0 1-2-2zM13 13.500v.1M19 13.500v.1" />,
  "5 5 22 22",
);
