/** Where customers wait: everything its owner knows of a queue. */
import { lazy } from "react";
import type { Draft, Queue } from "../api/documents";
import { kind } from "../kit/kind";
import { without } from "../kit/without";
import { nameIn } from "./names";

const DAY = 86_400;
const LONGEST = 2_147_483_647;

/** Parts that other choices make void are left out: the owner refuses them. */
export function sendable(draft: Draft<Queue>): Draft<Queue> {
  const { steps, order, agentOrder, onFull } = draft;
  const last = steps.length - 1;
  return {
    ...draft,
    steps: steps.map((step, n) => (n === last || !step.considerIf?.trim() ? (without(step, "considerIf") as typeof step) : step)),
    order: order.policy === "CLASSES" ? order : { ...order, classes: [] },
    agentOrder: agentOrder.skill === "ORDER_BY" ? agentOrder : { ...agentOrder, orderBy: [] },
    onFull: onFull.action === "OVERFLOW" ? onFull : { action: onFull.action },
  };
}

export const queues = kind<"queues">({
  name: "queues",
  one: "queue",
  many: "queues",
  about: "queuesAbout",
  nameOf: ({ name }) => name,
  needs: ["domains", "attributes", "agents", "queues"],
  columns: [
    { label: "name", text: ({ name }) => name },
    { label: "domain", text: ({ mrdId }, { shelves }) => nameIn(shelves, "domains", mrdId) },
    { label: "priority", text: ({ priority }) => String(priority), number: true },
    { label: "steps", text: ({ steps }) => String(steps.length), number: true },
    { label: "serviceLevel", text: ({ serviceLevelThresholdSeconds }, { t }) => t("secondsShort", { n: serviceLevelThresholdSeconds }), number: true },
  ],
  blank: ({ domains: { items } }) => ({
    name: "",
    description: "",
    mrdId: items.find(({ type }) => type === "CHAT")?.id ?? items[0]?.id ?? "",
    priority: 1,
    steps: [{ waitSeconds: 0, expression: "true" }],
    stepMode: "CUMULATIVE",
    offerSeconds: 30,
    wrapUp: { enabled: true, seconds: 60 },
    graceSeconds: 15,
    order: { policy: "STRICT", secondsPerPriority: 60, classes: [], goalSeconds: 60 },
    agentOrder: { spread: "LEAST_LOADED", skill: "NONE", orderBy: [] },
    coolOffSeconds: 0,
    mode: "PUSH",
    onFull: { action: "REJECT" },
    requeue: "TOP",
    afterRona: "NOT_READY",
    ttlSeconds: 0,
    serviceLevelType: 1,
    serviceLevelThresholdSeconds: 30,
    agentResponseSeconds: 60,
  }),
  prepare: sendable,
  check: ({ maxWaiting, onFull, agentOrder }, { t }) => [
    ...(onFull.action === "OVERFLOW" && (maxWaiting === undefined || maxWaiting === null) ? [{ field: "maxWaiting", message: t("overflowNeedsLimit") }] : []),
    ...(agentOrder.skill === "ORDER_BY" && !(agentOrder.orderBy as unknown[] | undefined)?.length ? [{ field: "agentOrder.orderBy", message: t("orderByNone") }] : []),
  ],
  sections: [
    {
      fields: [
        { path: "name", type: "text", label: "name", max: 200, required: true, half: true },
        { path: "mrdId", type: "custom", label: "domain", required: true, half: true, render: lazy(() => import("../fields/DomainField")) },
        { path: "description", type: "text", label: "description", max: 1000 },
      ],
    },
    { title: "steps", hint: "stepsHint", fields: [{ path: "steps", type: "custom", label: "steps", render: lazy(() => import("../fields/steps/StepsField")) }] },
    {
      title: "offering",
      fields: [
        {
          path: "mode",
          type: "choice",
          label: "mode",
          half: true,
          options: [
            ["PUSH", "routingPush"],
            ["PULL", "routingPull"],
          ],
        },
        { path: "offerSeconds", type: "number", label: "offerSeconds", hint: "offerSecondsHint", min: 1, max: DAY, unit: "seconds", half: true },
        {
          path: "afterRona",
          type: "choice",
          label: "afterRona",
          hint: "afterRonaHint",
          half: true,
          options: [
            ["NOT_READY", "ronaNotReady"],
            ["KEEP_READY", "ronaKeepReady"],
          ],
        },
        { path: "coolOffSeconds", type: "number", label: "coolOff", hint: "coolOffHint", min: 0, max: DAY, unit: "seconds", half: true },
        {
          path: "requeue",
          type: "choice",
          label: "requeue",
          half: true,
          options: [
            ["TOP", "requeueTop"],
            ["SAME", "requeueSame"],
          ],
        },
        { path: "wrapUp.enabled", type: "switch", label: "wrapUp", hint: "wrapUpHint", half: true },
        { path: "wrapUp.seconds", type: "number", label: "wrapUpSeconds", min: 1, max: DAY, unit: "seconds", half: true, when: ({ wrapUp }) => wrapUp.enabled },
      ],
    },
    {
      title: "agentOrder",
      hint: "agentOrderHint",
      folded: true,
      fields: [
        {
          path: "agentOrder.spread",
          type: "choice",
          label: "spread",
          half: true,
          options: [
            ["LEAST_LOADED", "spreadLoaded"],
            ["LEAST_ACTIVE", "spreadActive"],
            ["MOST_BUDGET", "spreadBudget"],
            ["NONE", "spreadNone"],
          ],
        },
        {
          path: "agentOrder.skill",
          type: "choice",
          label: "skillOrder",
          half: true,
          options: [
            ["NONE", "skillNone"],
            ["MOST_SKILLED", "skillMost"],
            ["LEAST_SKILLED", "skillLeast"],
            ["ORDER_BY", "skillList"],
          ],
        },
        { path: "agentOrder.orderBy", type: "custom", label: "orderBy", render: lazy(() => import("../fields/OrderByField")), when: ({ agentOrder }) => agentOrder.skill === "ORDER_BY" },
      ],
    },
    {
      title: "orderAndPriority",
      folded: true,
      fields: [
        { path: "priority", type: "number", label: "priority", hint: "priorityHint", min: 1, max: 10, half: true },
        {
          path: "order.policy",
          type: "choice",
          label: "order",
          half: true,
          options: [
            ["STRICT", "orderStrict"],
            ["AGEING", "orderAgeing"],
            ["CLASSES", "orderClasses"],
            ["DUE_DATE", "orderDueDate"],
          ],
        },
        { path: "order.secondsPerPriority", type: "number", label: "secondsPerPriority", min: 1, max: DAY, unit: "seconds", half: true, when: ({ order }) => order.policy === "AGEING" },
        { path: "order.goalSeconds", type: "number", label: "goalSeconds", min: 0, max: LONGEST, unit: "seconds", half: true, when: ({ order }) => order.policy === "DUE_DATE" },
        { path: "order.classes", type: "custom", label: "classes", render: lazy(() => import("../fields/ClassesField")), when: ({ order }) => order.policy === "CLASSES" },
        {
          path: "stepMode",
          type: "choice",
          label: "stepMode",
          half: true,
          options: [
            ["CUMULATIVE", "stepModeCumulative"],
            ["REPLACE", "stepModeReplace"],
          ],
        },
        { path: "ttlSeconds", type: "number", label: "ttlSeconds", hint: "ttlSecondsHint", min: 0, max: LONGEST, unit: "seconds", half: true },
        { path: "maxWaiting", type: "number", label: "maxWaiting", hint: "maxWaitingHint", min: 0, max: 1_000_000, empty: true, half: true },
        {
          path: "onFull.action",
          type: "choice",
          label: "onFull",
          half: true,
          options: [
            ["REJECT", "onFullReject"],
            ["OVERFLOW", "onFullOverflow"],
            ["DROP_OLDEST", "onFullDrop"],
          ],
        },
        { path: "onFull.queueId", type: "one", of: "queues", label: "overflowTo", hint: "overflowToHint", required: true, half: true, when: ({ onFull }) => onFull.action === "OVERFLOW" },
        { path: "graceSeconds", type: "number", label: "graceSeconds", hint: "graceSecondsHint", min: 0, max: 3_600, unit: "seconds", half: true },
      ],
    },
    {
      title: "figures",
      folded: true,
      fields: [
        { path: "serviceLevelThresholdSeconds", type: "number", label: "serviceLevelThreshold", hint: "serviceLevelThresholdHint", min: 0, max: LONGEST, unit: "seconds", half: true },
        {
          path: "serviceLevelType",
          type: "choice",
          label: "serviceLevelType",
          half: true,
          options: [
            [1, "serviceLevel1"],
            [2, "serviceLevel2"],
            [3, "serviceLevel3"],
          ],
        },
        { path: "agentResponseSeconds", type: "number", label: "agentResponseSeconds", min: 0, max: LONGEST, unit: "seconds", half: true },
        { path: "ewtMinSeconds", type: "number", label: "ewtMin", hint: "ewtHint", min: 0, max: LONGEST, unit: "seconds", empty: true, half: true },
        { path: "ewtMaxSeconds", type: "number", label: "ewtMax", min: 0, max: LONGEST, unit: "seconds", empty: true, half: true },
      ],
    },
  ],
  beside: lazy(() => import("../pages/QueueBeside")),
});
