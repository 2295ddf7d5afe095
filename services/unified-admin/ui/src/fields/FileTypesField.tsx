import { Checkbox, Input } from "@mantine/core";
import { useApp } from "../kit/AppContext";
import type { CustomProps } from "../kit/kind";
import type { Key } from "../text/translate";
import { Tags } from "./Tags";

const OFFICE = [
  "application/msword",
  "application/vnd.ms-excel",
  "application/vnd.ms-powerpoint",
  "application/rtf",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  "application/vnd.oasis.opendocument.text",
  "application/vnd.oasis.opendocument.spreadsheet",
];
/** What people tick, and the types it stands for. */
const GROUPS: readonly (readonly [Key, readonly string[]])[] = [
  ["filePictures", ["image/*"]],
  ["fileSound", ["audio/*"]],
  ["fileVideo", ["video/*"]],
  ["fileText", ["text/*"]],
  ["filePdf", ["application/pdf"]],
  ["fileOffice", OFFICE],
  ["fileZip", ["application/zip"]],
];

export default function FileTypesField({ value, change, violations, label }: CustomProps) {
  const { t } = useApp();
  const types = Array.isArray(value) ? (value as string[]) : [];
  const whole = GROUPS.filter(([, members]) => members.every((type) => types.includes(type)));
  const grouped = new Set(whole.flatMap(([, members]) => members));
  const others = types.filter((type) => !grouped.has(type));
  const toggle = (members: readonly string[], on: boolean) => {
    const rest = types.filter((type) => !members.includes(type));
    change(on ? [...rest, ...members] : rest);
  };
  const error = violations[0]?.message;
  return (
    <div className="stack">
      <fieldset className="plain" aria-invalid={error !== undefined} tabIndex={-1}>
        <legend className="field-label">{label}</legend>
        {error && <Input.Error>{error}</Input.Error>}
        <div className="checks two">
          {GROUPS.map(([word, members]) => (
            <Checkbox key={word} label={t(word)} checked={whole.some(([one]) => one === word)} onChange={(event) => toggle(members, event.currentTarget.checked)} />
          ))}
        </div>
      </fieldset>
      <Tags label={t("fileOthers")} description={t("fileOthersHint")} dir="ltr" value={others} onChange={(next) => change([...grouped, ...next])} />
    </div>
  );
}
