import { useApp } from "../../kit/AppContext";
import { Go } from "../../kit/Go";
import { said, type Finding } from "./findings";

/** Faults before warnings, as they come. `of` leaves out the name of the queue one is looking at. */
export function FindingList({ findings, of = null }: { findings: readonly Finding[]; of?: string | null }) {
  const { t } = useApp();
  return (
    <ul className="findings">
      {findings.map((finding, n) => (
        <li key={n} data-severity={finding.severity}>
          <span className="badge" data-bad={finding.severity === "FAULT"} data-warn={finding.severity === "WARNING"}>
            {t(finding.severity === "FAULT" ? "ruleFault" : "ruleWarning")}
          </span>
          <span className="grow">
            {finding.queue.id !== of && (
              <>
                <Go to={`queues/${encodeURIComponent(finding.queue.id)}`}>
                  <bdi>{finding.queue.name || finding.queue.id}</bdi>
                </Go>{" "}
              </>
            )}
            {said(finding, t)}
          </span>
        </li>
      ))}
    </ul>
  );
}
