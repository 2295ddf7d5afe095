import { NumberInput, Select, Textarea } from "@mantine/core";
import type { Bot } from "../api/documents";
import { useApp, useShelf } from "../kit/AppContext";
import { messageFor } from "../kit/check";
import type { CustomProps } from "../kit/kind";
import { without } from "../kit/without";
import { Tags } from "./Tags";

type Handover = Bot["definition"]["handover"];

export default function HandoverField({ value, change, violations }: CustomProps) {
  const { t } = useApp();
  const handover = value as Handover;
  const { items } = useShelf("queues");
  const queue = items.find(({ id, name }) => id === handover.queue || name === handover.queue);
  const set = (part: Partial<Handover>) => change({ ...handover, ...part });
  return (
    <div className="fields">
      <Tags
        label={t("phrases")}
        description={t("phrasesHint")}
        value={handover.phrases}
        error={messageFor(violations, "phrases")}
        split={[",", ";", "\n"]}
        onChange={(phrases) => set({ phrases })}
      />
      <Textarea label={t("handoverText")} dir="auto" autosize minRows={1} value={handover.text} error={messageFor(violations, "text")} onChange={(event) => set({ text: event.currentTarget.value })} />
      <Select
        className="half"
        label={t("queue")}
        description={t("handoverQueueHint")}
        clearable
        searchable
        placeholder={t("channelsOwnQueue")}
        data={items.map(({ id, name }) => ({ value: id, label: name }))}
        value={queue?.id ?? null}
        error={messageFor(violations, "queue") ?? (handover.queue && !queue ? t("missingReference", { name: handover.queue }) : null)}
        onChange={(next) => change(next === null ? without(handover, "queue") : { ...handover, queue: next })}
      />
      <NumberInput
        className="half number"
        label={t("priority")}
        min={1}
        max={10}
        placeholder="1"
        value={handover.priority ?? ""}
        error={messageFor(violations, "priority")}
        onChange={(next) => change(next === "" ? without(handover, "priority") : { ...handover, priority: Number(next) })}
      />
    </div>
  );
}
