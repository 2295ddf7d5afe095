import { useState } from "react";
import { useAction, useDesk } from "../DeskContext";
import { Alert } from "../icons";
import type { Notice } from "./delivery";

const UNKNOWN = { ASK: "deliveryUnknown", RESEND: "deliveryResend", LEAVE: "deliveryLeft" } as const;

/** Why a message did not reach the customer, and the way to send it again. */
export function Undelivered({ notice }: { notice: Notice }) {
  const { api, t } = useDesk();
  const { busy, run } = useAction();
  const [asked, setAsked] = useState("");
  const text = notice.status === "UNKNOWN" ? UNKNOWN[notice.whenUnknown] : "undelivered";
  return (
    <span className="failed" role="alert">
      <Alert size={14} /> {t(text, { reason: notice.reason })}
      {notice.outboundId !== "" && notice.whenUnknown === "ASK" && (
        <button
          type="button"
          disabled={busy || asked === notice.outboundId}
          onClick={() => {
            void run(() => api.sendAgain(notice.outboundId)).then((sent) => {
              if (sent) setAsked(notice.outboundId);
            });
          }}
        >
          {t("sendAgain")}
        </button>
      )}
    </span>
  );
}
