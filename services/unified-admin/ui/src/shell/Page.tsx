import { useEffect, useRef, type ReactNode } from "react";
import { useApp } from "../kit/AppContext";
import { Go } from "../kit/Go";

interface Props {
  title: string;
  about?: string;
  crumbs?: readonly { to: string; text: string }[];
  actions?: ReactNode;
  children: ReactNode;
}

/** Title, way back and actions of a page. A new page takes the focus to its title, so that it is read out. */
export function Page({ title, about, crumbs = [], actions, children }: Props) {
  const { t } = useApp();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – ${t("product")}`;
  }, [title, t]);
  const place = location.pathname;
  useEffect(() => {
    // Only after moving about: at the very start the focus belongs to the browser.
    if (moved) heading.current?.focus({ preventScroll: true });
    moved = true;
  }, [place]);
  return (
    <>
      <header className="page-head">
        <div className="grow">
          {crumbs.length > 0 && (
            <nav aria-label={t("crumbs")} className="crumbs">
              {crumbs.map(({ to, text }) => (
                <Go key={to} to={to}>
                  {text}
                </Go>
              ))}
              <span aria-hidden="true" className="crumb-mark">
                ›
              </span>
            </nav>
          )}
          <h1 ref={heading} tabIndex={-1}>
            <bdi>{title}</bdi>
          </h1>
          {about && <p className="faint about">{about}</p>}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </>
  );
}
let moved = false;
