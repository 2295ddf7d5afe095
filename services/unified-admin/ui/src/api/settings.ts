/** Settings that services act on; others may be stored as well. */
export const KNOWN_SETTINGS = ["maskPii", "defaultLanguage", "secondFactorRoles", "passwordLength"] as const;
