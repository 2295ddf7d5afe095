import type { ReactNode, Ref } from "react";

interface Props {
  label: string;
  className: string;
  children: ReactNode;
  live?: boolean;
  place?: Ref<HTMLDivElement>;
}

/** Something that scrolls by itself must be reachable without a mouse. */
export function Scroll({ label, className, children, live = false, place }: Props) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div role="region" aria-label={label} className={className} tabIndex={0} ref={place} {...(live ? { "aria-live": "polite" } : {})}>
      {children}
    </div>
  );
}

/** A text to take away, as it is. */
export function Copyable({ label, text }: { label: string; text: string }) {
  return (
    <Scroll label={label} className="copyable">
      <pre dir="ltr">{text}</pre>
    </Scroll>
  );
}
