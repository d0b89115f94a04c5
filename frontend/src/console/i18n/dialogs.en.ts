/** Sentences of the parts that are loaded later. */
import type { MicrophoneProblem } from "../dialogs/voice/recorder";
import type { SnoozeChoice } from "../pickers/snoozeTimes";
import { account } from "./account.en";
import { bulk } from "./bulk.en";
import { canned } from "./canned.en";
import { contacts } from "./contacts.en";
import { empty } from "./empty.en";
import { goToDate } from "./goToDate.en";
import { later } from "./later.en";
import { newConversation } from "./newConversation.en";
import { notifications } from "./notifications.en";
import { palette } from "./palette.en";
import { search } from "./search.en";
import { settings } from "./settings.en";
import type { Buildable, BuildProblem } from "../../store/drafts/interactiveDraft";

export const dialogs = {
  ...account,
  ...empty,
  ...notifications,
  contacts,
  settings,

  close: "Close",

  /** Keys that are not in keys.ts: what they mean where the focus is. */
  inThread: [
    ["↑", "From an empty reply to the last message"],
    ["↑ ↓ PgUp PgDn Home End", "From message to message"],
    ["Enter ← →", "To what can be done with a message"],
    ["Esc", "Back to the message, then to the reply"],
  ] as readonly (readonly [string, string])[],
  cancel: "Cancel",

  picker: {
    assign: "Assign to…",
    findOwner: "Find a colleague or a team",
    findColleague: "Find a colleague",
    colleagues: "Colleagues",
    teams: "Teams",
    nobody: "Nobody",
    teamStays: "the team stays",
    noOwner: "Nobody here is called that",
    team: "Team…",
    findTeam: "Find a team",
    noTeamFound: "No team is called that",
    noTeams: "There are no teams yet. An administrator can add some.",
    loading: "Loading…",
    failed: "The list could not be loaded.",
    noAnswer: "The server does not answer. Trying again…",
    nothing: "Nothing here is called that",
    status: "Status",
    more: "More",
    open: "Open",
    pending: "Pending",
    pendingHint: "until they reply",
    snooze: "Snooze…",
    resolve: "Resolve",
    resolveNext: "Resolve, then the next",
    labels: "Labels…",
    priority: "Priority…",
    unread: "Mark unread",
    times: {
      hour: "In 1 hour",
      evening: "This evening",
      tomorrow: "Tomorrow",
      monday: "Next Monday",
    } satisfies Record<SnoozeChoice, string>,
    untilReply: "Until they reply",
    wake: "Wake it now",
    date: "Date and time…",
    dateTitle: "Snooze until",
    dateField: "Date and time",
    datePast: "Choose a time that is still to come.",
    dateFar: "Choose a time within a year.",
    snoozeNow: "Snooze",
    findLabel: "Find a label",
    findOrCreateLabel: "Find or create a label",
    noLabel: "No label is called that",
    noLabels: "No labels yet. Type a name to create one.",
    createLabel: (name: string) => `Create “${name}”`,
  },

  later,
  bulk,
  goToDate,

  palette,

  owner: {
    has: (name: string) => `${name} has it.`,
    tookIt: (name: string, ago: string) => `${name} took it ${ago} ago.`,
    takeOver: { question: "Take over?", answer: "Take over" },
    takeAway: { question: "Unassign?", answer: "Unassign" },
    give: (to: string) => ({ question: `Give it to ${to}?`, answer: `Give it to ${to}` }),
    keep: (name: string) => `Leave it with ${name}`,
    told: (name: string, customer: string) => `${customer}: ${name} is told.`,
  },

  voice: {
    recording: "Recording",
    asking: "Allow the microphone in your browser…",
    saving: "One moment…",
    cancel: "Throw the recording away",
    stop: "Stop, and listen to it",
    ready: "Not sent yet",
    send: "Send the voice message",
    again: "Try again",
    problems: {
      denied:
        "This page may not use the microphone. Allow it in the browser's settings for this site, then try again.",
      none: "No microphone was found, or another program is using it.",
      unsupported: "This browser cannot record sound here. Recording needs https and a current browser.",
      broken: "The recording could not be used. Try again.",
    } satisfies Record<MicrophoneProblem, string>,
  },

  emoji: {
    search: "Search emoji",
    none: "No emoji of that name",
    title: "Emoji",
    found: (n: number) => (n === 1 ? "1 emoji" : `${n} emoji`),
    pickerClose: "Close the emoji",
    groups: {
      faces: "Faces",
      hands: "Hands",
      hearts: "Hearts",
      things: "Things",
      signs: "Signs",
    } as Readonly<Record<string, string>>,
  },

  lightbox: {
    title: "Image",
    previous: "Previous image",
    next: "Next image",
    download: "Download",
    zoomIn: "Enlarge",
    zoomOut: "Make smaller",
    gone: "This image is no longer loaded.",
    of: (n: number, all: number) => `${n} of ${all}`,
  },

  place: {
    latitude: "Latitude",
    longitude: "Longitude",
    name: "Name (optional)",
    address: "Address (optional)",
    hint: "For example 52.5163 and 13.3777; “52.5163, 13.3777” pasted into the first field fills both.",
    wrong: "Latitude is a number from -90 to 90, longitude one from -180 to 180.",
    send: "Send location",
  },

  contact: {
    name: "Name",
    phone: "Phone, with its country code",
    email: "E-mail (optional)",
    company: "Company (optional)",
    wrong: "A contact card needs a name and a phone number.",
    send: "Send contact card",
  },

  build: {
    type: "What to send",
    types: {
      button: "Buttons",
      list: "List",
      cta_url: "Link",
      location_request_message: "Ask for the location",
      request_contact_info: "Ask for the phone number",
    } satisfies Record<Buildable, string>,
    header: "Heading (optional)",
    body: "Text",
    footer: "Small print (optional)",
    button: (n: number) => `Button ${n}`,
    addButton: "Add a button",
    opens: "Button that opens the list",
    section: (n: number) => `Heading of section ${n}`,
    row: (n: number) => `Row ${n}`,
    description: (n: number) => `Description of row ${n} (optional)`,
    addRow: "Add a row",
    addSection: "Add a section",
    removeRow: (n: number) => `Remove row ${n}`,
    linkText: "What the button says",
    url: "Address it opens",
    left: (n: number) => `${n} left`,
    over: (n: number) => `${n} too long`,
    preview: "As the customer sees it",
    send: "Send",
    problems: {
      body: "Write the text.",
      bodyLong: "The text is too long.",
      headerLong: "The heading is too long.",
      footerLong: "The small print is too long.",
      buttons: "Name at least one button.",
      buttonLong: "A button says at most 20 characters.",
      buttonTwice: "Two buttons say the same.",
      opens: "Say what the button that opens the list says.",
      opensLong: "The button that opens the list says at most 20 characters.",
      rows: "Name at least one row.",
      rowsMany: "A list has at most 10 rows.",
      rowLong: "A row has at most 24 characters, its description 72.",
      rowTwice: "Two rows say the same.",
      sectionTitles: "With several sections each needs a heading.",
      sectionLong: "A section's heading has at most 24 characters.",
      linkText: "Say what the button says.",
      linkTextLong: "The button says at most 20 characters.",
      url: "The address begins with https:// or http://.",
    } satisfies Record<BuildProblem, string>,
  },

  canned,
  newConversation,
  search,

  templates: {
    search: "Search templates",
    language: "Language",
    anyLanguage: "All languages",
    list: "Templates",
    favourite: "Favourite",
    used: "sent here",
    none: "This inbox has no templates yet.",
    noneFound: "No template like that.",
    failed: "The templates could not be loaded.",
    notYet: "The templates are not here yet.",
    retry: "Try again",
    sync: "Fetch from WhatsApp",
    syncing: "Fetching…",
    synced: "Asked for. New ones appear here by themselves.",
    syncFailed: "That did not work.",
    back: "Back to the list",
    preview: "As the customer will read it",
    upload: (kind: string) => `Choose the ${kind}`,
    uploading: (percent: number) => `Uploading, ${percent} %`,
    uploaded: (name: string) => `${name} is uploaded`,
    wrongKind: (kind: string) => `Choose a file of the kind ${kind}.`,
    optional: (label: string) => `${label} (optional)`,
    example: (text: string) => `For example: ${text}`,
    mediaHeader: (kind: string) => `[${kind}]`,
    missing: (labels: string) => `Still to fill in: ${labels}`,
  },
};

export type DialogSentences = typeof dialogs;
