import { ActionIcon, Button, Checkbox, NumberInput, SegmentedControl, Select } from "@mantine/core";
import type { Attribute } from "../../api/documents";
import type { Expression, Op, Term } from "../../expression/parse";
import { condition, expressionOf, groupOf, isGroup, type Group } from "../../expression/tree";
import { useApp } from "../../kit/AppContext";
import { Go } from "../../kit/Go";
import { Cross, Plus } from "../../shell/icons";

interface Props {
  expression: Expression;
  attributes: readonly Attribute[];
  change: (expression: Expression) => void;
}

export function Builder({ expression, attributes, change }: Props) {
  const { t } = useApp();
  if (expression.kind === "nobody") return <p className="faint">{t("nobodyQualifies")}</p>;
  if (attributes.length === 0 && groupOf(expression).items.length === 0) {
    return (
      <p className="everybody">
        {t("everybody")} <span className="faint">{t("noAttributesYet")}</span> <Go to="attributes/new">{t("makeAttribute")}</Go>
      </p>
    );
  }
  return <GroupPart group={groupOf(expression)} attributes={attributes} change={(group) => change(expressionOf(group))} top />;
}

const JOINS = [
  { value: "all", label: "allOf", kind: "and", negated: false },
  { value: "any", label: "anyOf", kind: "or", negated: false },
  { value: "none", label: "noneOf", kind: "or", negated: true },
  { value: "notAll", label: "notAllOf", kind: "and", negated: true },
] as const;

interface GroupProps {
  group: Group;
  attributes: readonly Attribute[];
  change: (group: Group) => void;
  remove?: () => void;
  top?: boolean;
}

function GroupPart({ group, attributes, change, remove, top = false }: GroupProps) {
  const { t } = useApp();
  const set = (n: number, item: Expression) => change({ ...group, items: group.items.map((old, at) => (at === n ? item : old)) });
  const drop = (n: number) => {
    const items = group.items.filter((_, at) => at !== n);
    if (items.length === 0 && remove) remove();
    else change({ ...group, items });
  };
  const add = (item: Expression) => change({ ...group, items: [...group.items, item] });
  const fresh = (): Expression => {
    const used = new Set(group.items.flatMap((item) => (item.kind === "term" ? [item.attribute] : [])));
    return termFor(attributes.find(({ name }) => !used.has(name)) ?? attributes[0]);
  };
  return (
    <div className="group" data-top={top}>
      {group.items.length === 0 ? (
        <p className="everybody">{t("everybody")}</p>
      ) : (
        <div className="group-head">
          {(group.items.length > 1 || group.negated || !top) && (
            <SegmentedControl
              size="xs"
              aria-label={t("joinedBy")}
              value={JOINS.find(({ kind, negated }) => kind === group.kind && negated === group.negated)?.value ?? "all"}
              // "Not all of" is rare: shown only where somebody wrote it.
              data={JOINS.filter(({ value }) => value !== "notAll" || (group.kind === "and" && group.negated)).map(({ value, label }) => ({ value, label: t(label) }))}
              onChange={(next) => {
                const join = JOINS.find(({ value }) => value === next);
                if (join) change({ ...group, kind: join.kind, negated: join.negated });
              }}
            />
          )}
          <span className="grow" />
          {remove && (
            <ActionIcon variant="subtle" color="gray" aria-label={t("removeGroup")} onClick={remove}>
              <Cross size={16} />
            </ActionIcon>
          )}
        </div>
      )}
      <ul className="conditions">
        {group.items.map((item, n) => (
          <li key={n}>
            {isGroup(item) ? (
              <GroupPart group={groupOf(item)} attributes={attributes} change={(next) => set(n, expressionOf(next))} remove={() => drop(n)} />
            ) : (
              <Condition expression={item} attributes={attributes} change={(next) => set(n, next)} remove={() => drop(n)} />
            )}
          </li>
        ))}
      </ul>
      {attributes.length > 0 && (
        <div className="group-add">
          <Button size="compact-sm" variant="subtle" leftSection={<Plus size={14} />} onClick={() => add(fresh())}>
            {t(group.items.length === 0 ? "onlyAgentsWith" : "addCondition")}
          </Button>
          {group.items.length > 0 && (
            <Button size="compact-sm" variant="subtle" color="gray" leftSection={<Plus size={14} />} onClick={() => add({ kind: group.kind === "and" ? "or" : "and", of: [fresh()] })}>
              {t("addGroup")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function termFor(attribute: Attribute | undefined): Term {
  const name = attribute?.name ?? "";
  return attribute?.type === "BOOLEAN" ? { kind: "term", attribute: name, op: "==", value: true } : { kind: "term", attribute: name, op: ">=", value: 5 };
}

const OPS: readonly Op[] = [">=", "<=", ">", "<", "==", "!="];
const OP_WORDS = { ">=": "opAtLeast", "<=": "opAtMost", ">": "opAbove", "<": "opBelow", "==": "opIs", "!=": "opIsNot" } as const;

interface ConditionProps extends Props {
  remove: () => void;
}

function Condition({ expression, attributes, change, remove }: ConditionProps) {
  const { t } = useApp();
  const { negated, of } = condition(expression);
  const put = (term: Expression) => change(negated ? { kind: "not", of: term } : term);
  const cross = (
    <ActionIcon variant="subtle" color="gray" aria-label={t("removeCondition")} onClick={remove}>
      <Cross size={16} />
    </ActionIcon>
  );
  if (of.kind !== "term") {
    return (
      <div className="condition">
        <span className="grow">{t(of.kind === "everybody" ? "everybody" : "nobodyQualifies")}</span>
        {cross}
      </div>
    );
  }
  const known = attributes.find(({ name }) => name === of.attribute);
  const boolean = known ? known.type === "BOOLEAN" : typeof of.value === "boolean";
  const names = attributes.map(({ name }) => name);
  const yes = Number(of.value) === 1;
  return (
    <div className="condition">
      <Select
        size="xs"
        aria-label={t("attribute")}
        data={known ? names : [...names, { value: of.attribute, label: t("missingReference", { name: of.attribute }) }]}
        value={of.attribute}
        error={known ? undefined : true}
        allowDeselect={false}
        searchable={names.length > 8}
        onChange={(name) => put(termFor(attributes.find((one) => one.name === name)))}
      />
      {boolean ? (
        <Select
          size="xs"
          aria-label={t("value")}
          allowDeselect={false}
          data={[
            { value: "true", label: t("isYes") },
            { value: "false", label: t("isNo") },
          ]}
          value={String((of.op === "!=") !== yes)}
          onChange={(next) => put({ ...of, op: "==", value: next === "true" })}
        />
      ) : (
        <>
          <Select size="xs" aria-label={t("comparison")} allowDeselect={false} data={OPS.map((op) => ({ value: op, label: t(OP_WORDS[op]) }))} value={of.op} onChange={(op) => put({ ...of, op: op as Op })} />
          <NumberInput
            size="xs"
            aria-label={t("level")}
            className="level"
            min={1}
            max={10}
            clampBehavior="strict"
            allowDecimal={false}
            value={Number(of.value)}
            onChange={(level) => {
              if (level !== "") put({ ...of, value: Number(level) });
            }}
          />
        </>
      )}
      {negated && <Checkbox size="xs" label={t("not")} title={t("notHint")} checked onChange={() => change(of)} />}
      {cross}
    </div>
  );
}
