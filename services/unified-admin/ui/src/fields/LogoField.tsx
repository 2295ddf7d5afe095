import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import { useApp } from "../kit/AppContext";
import { messageFor } from "../kit/check";
import type { CustomProps } from "../kit/kind";
import { LARGEST, pictureOf } from "./logo";

/** A picture that lies in the document itself: customers' browsers ask nobody else for it. */
export default function LogoField({ value, change, violations, label }: CustomProps) {
  const { t } = useApp();
  const picker = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const logo = typeof value === "string" ? value : "";
  const take = async (file: File | undefined) => {
    if (!file) return;
    const picture = await pictureOf(file).catch(() => null);
    const fault = picture === null ? t("logoNoPicture") : picture.length > LARGEST ? t("logoTooLarge") : null;
    setProblem(fault);
    if (picture !== null && fault === null) change(picture);
  };
  const error = problem ?? messageFor(violations, "");
  return (
    <div className="logo-field">
      <p className="field-label">{label}</p>
      <div className="button-row">
        {logo !== "" && <img src={logo} alt={label} width={36} height={36} />}
        <Button variant="default" size="xs" data-field="logo" aria-invalid={error !== null} onClick={() => picker.current?.click()}>
          {t("choosePicture")}
        </Button>
        {logo !== "" && (
          <Button variant="subtle" color="gray" size="xs" onClick={() => change("")}>
            {t("remove")}
          </Button>
        )}
      </div>
      <input
        ref={picker}
        type="file"
        accept="image/png,image/jpeg,image/webp"
        hidden
        aria-label={label}
        onChange={(event) => {
          void take(event.currentTarget.files?.[0]);
          // The same file may be chosen again.
          event.currentTarget.value = "";
        }}
      />
      <p className="faint small">{t("logoPictureHint")}</p>
      {error !== null && (
        <p className="problem small" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
