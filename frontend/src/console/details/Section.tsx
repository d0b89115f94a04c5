/** A part of the pane that can be folded away. Which ones are is remembered for each agent in this browser. */
import { useId, type ReactNode } from "react";
import { Chevron } from "../../ui/components/icons";
import { useClient } from "../context";
import { useStored } from "./useDetails";

interface SectionProps {
  /** Under which it is remembered. */
  name: string;
  title: string;
  /** What it is while nobody has touched it. */
  isOpenFirst?: boolean;
  /** Within another one. */
  isNested?: boolean;
  className?: string;
  children: ReactNode;
}

export function Section({ name, title, isOpenFirst = true, isNested, className, children }: SectionProps) {
  const { me } = useClient();
  const [isOpen, setOpen] = useStored(`console.details.${me.id}.${name}`, isOpenFirst);
  const body = useId();
  const Heading = isNested ? "h4" : "h3";
  return (
    <section>
      <Heading>
        <button
          type="button"
          className="section-title"
          aria-expanded={isOpen}
          aria-controls={isOpen ? body : undefined}
          onClick={() => setOpen(!isOpen)}
        >
          <Chevron />
          {title}
        </button>
      </Heading>
      {isOpen && (
        <div id={body} className={className}>
          {children}
        </div>
      )}
    </section>
  );
}
