import { PasswordInput } from "@mantine/core";
import { useApp } from "../kit/AppContext";
import type { CustomProps } from "../kit/kind";

/** What an owner shows in the place of a secret; sent back, it leaves the secret as it is. */
const MASK = "•••";

/** A secret: it can be set and replaced, never read. */
export default function SecretField({ value, change, violations, label }: CustomProps) {
  const { t } = useApp();
  const isSet = value === MASK;
  return (
    <PasswordInput
      label={label}
      description={t(isSet ? "secretIsSet" : "secretHint")}
      placeholder={isSet ? MASK : ""}
      autoComplete="off"
      dir="ltr"
      error={violations[0]?.message}
      value={isSet || typeof value !== "string" ? "" : value}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
