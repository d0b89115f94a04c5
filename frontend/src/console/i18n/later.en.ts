/** Sentences of what goes out later. */
export const later = {
  title: "Send later",
  action: "Send later",
  closedThen: "needs a template",
  windowClosed: "window closed",
  needsTemplate:
    "The window will be closed by then. Choose the template that goes out in its place, unless they have written again.",
  noTemplates: "The window will be closed by then, and this inbox has no templates. Choose an earlier time.",
  onlyOne:
    "The window will be closed by then, and a template takes the place of one message only. Choose an earlier time.",
};
