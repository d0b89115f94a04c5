/** A text with WhatsApp's markup and links; made of elements, never of HTML. */
import { useMemo, type ReactNode } from "react";
import { markup, type MarkupNode } from "../text/markup";

const TAGS = { bold: "strong", italic: "em", strike: "s" } as const;

export function Marked({ text }: { text: string }): ReactNode {
  return drawn(useMemo(() => markup(text), [text]));
}

function drawn(nodes: readonly MarkupNode[]): ReactNode[] {
  return nodes.map((node, index) => <Node key={index} node={node} />); // oxlint-disable-line react/no-array-index-key -- parts of one text never move
}

function Node({ node }: { node: MarkupNode }): ReactNode {
  switch (node.type) {
    case "text":
      return node.text;
    case "code":
      return <code>{node.text}</code>;
    case "link":
      return (
        <a href={node.href} target="_blank" rel="noopener noreferrer nofollow">
          {node.text}
        </a>
      );
    default: {
      const Tag = TAGS[node.type];
      return <Tag>{drawn(node.children)}</Tag>;
    }
  }
}
