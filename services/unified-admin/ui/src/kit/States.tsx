/** Nothing yet, nothing at all, nothing to be had. */
import { Button, Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { Problem, UNREACHABLE } from "../auth";
import type { Translate } from "../text/translate";
import { useApp } from "./AppContext";

export function Loading({ rows = 6 }: { rows?: number }) {
  const { t } = useApp();
  return (
    <div className="skeletons" role="status" aria-label={t("loading")}>
      {Array.from({ length: rows }, (_, n) => (
        <Skeleton key={n} height={34} radius="sm" />
      ))}
    </div>
  );
}

export function Failed({ problem, retry }: { problem: Problem | null; retry: () => void }) {
  const { t } = useApp();
  return (
    <div className="empty" role="alert">
      <h2>{t("failedTitle")}</h2>
      <p className="faint">{explain(problem, t)}</p>
      <Button variant="default" onClick={retry}>
        {t("retry")}
      </Button>
    </div>
  );
}

export function Empty({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      <p className="faint">{text}</p>
      {children}
    </div>
  );
}

/** A problem in words that say what to do. */
export function explain(problem: unknown, t: Translate): string {
  if (!(problem instanceof Problem)) return t("errorServer");
  if (problem.status === UNREACHABLE) return t("errorUnreachable");
  if (problem.status === 403) return t("errorForbidden");
  if (problem.status === 404) return t("errorGone");
  if (problem.code === "NAME_TAKEN") return t("errorNameTaken");
  if (problem.code === "LAST_ADMINISTRATOR") return t("errorLastAdministrator");
  if (problem.status >= 500) return t("errorServer");
  return problem.message;
}
