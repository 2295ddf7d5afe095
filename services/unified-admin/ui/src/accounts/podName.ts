import type { Translate } from "../text/translate";
import { PODS } from "./fields";

/** A connector as people call it. */
export const podName = (pod: string, t: Translate): string => (pod === "" ? t("podNone") : PODS[pod] ? t(PODS[pod].label) : t("podOther", { name: pod }));
