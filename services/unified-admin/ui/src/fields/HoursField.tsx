import { Autocomplete, Checkbox, Switch, TextInput } from "@mantine/core";
import type { OpeningHours, OpeningSpan } from "../api/documents";
import { useApp } from "../kit/AppContext";
import { messageFor, within } from "../kit/check";
import type { CustomProps } from "../kit/kind";
import { Rows } from "./Rows";

const WEEK = [1, 2, 3, 4, 5, 6, 7];
const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Names of days in the reader's language: 1 January 2024 was a Monday. */
const dayName = (day: number, language: string) => new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" }).format(Date.UTC(2024, 0, day));

/** When new chats may begin; always when it is switched off. */
export default function HoursField({ value, change, violations }: CustomProps) {
  const { t, language } = useApp();
  const hours = (value ?? null) as OpeningHours | null;
  const start = (): OpeningHours => ({ zone: here(), spans: [{ days: [1, 2, 3, 4, 5], from: "09:00", to: "17:00" }] });
  return (
    <div className="stack">
      <Switch label={t("hoursOn")} description={t("hoursHint")} checked={hours !== null} onChange={(event) => change(event.currentTarget.checked ? start() : undefined)} />
      {hours && (
        <>
          <Autocomplete
            label={t("timeZone")}
            dir="ltr"
            data={Intl.supportedValuesOf("timeZone")}
            limit={8}
            value={hours.zone}
            error={messageFor(violations, "zone")}
            onChange={(zone) => change({ ...hours, zone })}
          />
          <Rows<OpeningSpan>
            items={hours.spans}
            change={(spans) => change({ ...hours, spans })}
            blank={() => ({ days: [6], from: "10:00", to: "14:00" })}
            title={({ days, from, to }) => `${days.map((day) => dayName(day, language)).join(", ")} ${from}–${to}`}
            addLabel={t("addHours")}
            least={1}
            most={28}
          >
            {(span, put, n) => {
              const wrong = within(violations, `spans[${n}]`);
              return (
                <div className="fields">
                  <Checkbox.Group
                    label={t("days")}
                    error={messageFor(wrong, "days")}
                    value={span.days.map(String)}
                    onChange={(days) => put({ ...span, days: days.map(Number).sort((a, b) => a - b) })}
                  >
                    <div className="days">
                      {WEEK.map((day) => (
                        <Checkbox key={day} value={String(day)} label={dayName(day, language)} />
                      ))}
                    </div>
                  </Checkbox.Group>
                  <TextInput className="half" label={t("opensAt")} dir="ltr" placeholder="09:00" value={span.from} error={messageFor(wrong, "from")} onChange={(event) => put({ ...span, from: event.currentTarget.value })} />
                  <TextInput className="half" label={t("closesAt")} description={t("closesAtHint")} dir="ltr" placeholder="17:00" value={span.to} error={messageFor(wrong, "to")} onChange={(event) => put({ ...span, to: event.currentTarget.value })} />
                </div>
              );
            }}
          </Rows>
        </>
      )}
    </div>
  );
}
