import { Modal, Skeleton } from "@mantine/core";
import { useEffect, useState } from "react";
import { useDesk } from "../DeskContext";
import { parts, terms, verdict, type Case, type Explained, type Why } from "./explained";

interface Props {
  requestId: string;
  name: string;
  close: () => void;
}

/** One sentence for everybody; for supervisors every agent with what speaks against them. */
export function Explanation({ requestId, name, close }: Props) {
  const { api, t } = useDesk();
  const [found, setFound] = useState<Explained | "failed" | null>(null);
  useEffect(() => {
    api.explanation(requestId).then(setFound, () => {
      setFound("failed");
    });
  }, [api, requestId]);
  return (
    <Modal opened size="xl" lockScroll={false} title={`${t("why")}: ${name}`} onClose={close} closeButtonProps={{ "aria-label": t("close") }}>
      {found === null && <Skeleton height={72} radius={8} />}
      {found === "failed" && <p role="alert">{t("whyFailed")}</p>}
      {found !== null && found !== "failed" && (
        <div className="why">
          <p className="why-sentence" dir="auto">
            {found.sentence}
          </p>
          {parts(found).map(({ key, kind, why }) => (
            <WhyTable key={key} kind={kind} why={why} />
          ))}
        </div>
      )}
    </Modal>
  );
}

function WhyTable({ kind, why }: { kind: "now" | "end" | "offer"; why: Why }) {
  const { t } = useDesk();
  const title = kind === "now" ? t("whyNow") : kind === "end" ? t("whyEnd") : t("whyOffer", { agent: why.choice?.name ?? "" });
  const more = why.ruledOutCount - why.ruledOut.length;
  return (
    <section className="board-scroll">
      <h4>{title}</h4>
      {kind === "offer" && why.sentence && <p className="faint">{why.sentence}</p>}
      <table className="board-table">
        <thead>
          <tr>
            <th scope="col">{t("whyAgent")}</th>
            <th scope="col">{t("whyVerdict")}</th>
            <th scope="col">{t("whyBecause")}</th>
          </tr>
        </thead>
        <tbody>
          {[...why.candidates, ...why.ruledOut].map((one) => (
            <CaseRow key={one.id} one={one} chosen={why.choice?.id === one.id} />
          ))}
        </tbody>
      </table>
      {more > 0 && <p className="faint">{t("whyMore", { count: more })}</p>}
      {why.rivalCount > 1 && <p className="faint">{t("whyRivals", { count: why.rivalCount - 1 })}</p>}
    </section>
  );
}

function CaseRow({ one, chosen }: { one: Case; chosen: boolean }) {
  const { t } = useDesk();
  const obstacles = one.obstacles ?? [];
  return (
    <tr data-chosen={chosen}>
      <th scope="row">
        <bdi>{one.name || one.id}</bdi>
      </th>
      <td>{obstacles.length === 0 ? t("whyCan") : obstacles.map((obstacle) => verdict(obstacle, t)).join(", ")}</td>
      <td>
        {obstacles.flatMap((obstacle) => terms(obstacle, t)).map((line) => (
          <div key={line} className="why-term" dir="auto">
            {line}
          </div>
        ))}
        {one.limit !== undefined && (
          <span className="faint small">
            {one.load}/{one.limit}
          </span>
        )}
      </td>
    </tr>
  );
}
