/** Made by `npm run api`; do not edit. */
export interface paths {
    "/conversation-controller/v1/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rules in force. */
        get: operations["show"];
        /** Replaces the rules; a mistake is told with its position. */
        put: operations["replace"];
        post?: never;
        /** Back to the built-in rules. */
        delete: operations["remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/conversation-controller/v1/rules/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What is wrong with rules, without keeping them. */
        post: operations["check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/conversation-controller/v1/rule-sets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of kind rule-set */
        get: operations["list_rule_set"];
        put?: never;
        /** A new rule-set; repeated with the same `Idempotency-Key`, the one it made */
        post: operations["create_rule_set"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/conversation-controller/v1/rule-sets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One rule-set */
        get: operations["get_rule_set"];
        /** Changes a rule-set; a `version` that is no longer current is refused */
        put: operations["change_rule_set"];
        post?: never;
        /** Deletes a rule-set */
        delete: operations["delete_rule_set"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/conversation-controller/v1/rules/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The versions the tenant's rules have had, newest first. */
        get: operations["versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/conversation-controller/v1/rules/versions/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One version with its text. */
        get: operations["version"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/conversation-controller/v1/rules/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts an earlier version in force again. */
        post: operations["rollback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/conversation-controller/v1/rules/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What other rules would have done in the last conversations. */
        post: operations["rehearse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A row at which the two sets part. */
        Difference: {
            conversationId: string;
            event: string;
            /** @description Rules of the others that cannot be evaluated there. */
            faults: string[];
            /** @description What the rules in force do. */
            now: unknown[];
            /**
             * Format: int64
             * @description The row's number in the log.
             */
            seq: number;
            /** @description What the others would do. */
            then: unknown[];
        };
        /** @description A line and a column, both from 1. */
        Position: {
            /** Format: int64 */
            column: number;
            /** Format: int64 */
            line: number;
        };
        /** @description The body of every error answer over HTTP. */
        Problem: {
            /** @description What happened, for a program. */
            code: string;
            /** @description What happened, for a person. */
            detail: string;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description The status in words. */
            title: string;
            /** @description Which request it was: 32 hexadecimal digits that the log has too. */
            trace_id?: string | null;
            /** @description Stable URI of the problem's type. */
            type: string;
            /** @description Fields at fault. */
            violations?: components["schemas"]["Violation"][];
        };
        /** @description A tenant's rules as they are stored. */
        RuleDocument: {
            id?: string;
            /** @description `rules`: a tenant has one set. */
            name?: string;
            /** Format: date-time */
            updatedAt?: string;
            /** Format: int64 */
            version?: number;
            yaml: string;
        };
        /** @description One thing that is wrong with a file of rules. */
        RuleProblem: components["schemas"]["Position"] & {
            message: string;
        };
        /** @description Rules as they are shown. */
        Rules: {
            /** @description `built-in` or `tenant`. */
            source: string;
            /**
             * Format: int64
             * @description 0 while the tenant has none of its own.
             */
            version: number;
            yaml: string;
        };
        RulesChecked: {
            valid: boolean;
            violations: components["schemas"]["RuleProblem"][];
        };
        /** @description What would have been different. */
        RulesDifferences: {
            /** @description Conversations that were looked at. */
            conversations: number;
            differences: components["schemas"]["Difference"][];
            /** @description Rows at which the rules would have done something else; 500 at most are told. */
            different: number;
            /** @description Rows of theirs. */
            rows: number;
        };
        /** @description Rules that are not in force. */
        RulesDryRun: {
            /** @description These instead of the last ones. */
            conversationIds?: string[];
            /**
             * Format: int64
             * @description How many of the last conversations; 50 unless said, 200 at most.
             */
            limit?: number | null;
            yaml: string;
        };
        /** @description Where to go back to. */
        RulesRollback: {
            /**
             * Format: int64
             * @description Of the history.
             */
            number: number;
            /**
             * Format: int64
             * @description Version of the rules in force from which this is decided; left out if they are the built-in ones.
             */
            version?: number | null;
        };
        /** @description Rules as a caller sends them: `{yaml, version}`, or the YAML itself with the version in the query. */
        RulesSent: {
            /** Format: int64 */
            version?: number | null;
            yaml: string;
        };
        /** @description A version, without its text. */
        RulesVersion: {
            actor: string;
            changedAt: string;
            /**
             * Format: int64
             * @description Counts a tenant's changes of its rules from 1.
             */
            number: number;
            /** @description `tenant`, or `built-in`: the tenant's own were taken away. */
            source: string;
        };
        /** @description A version with its text. */
        RulesVersionText: components["schemas"]["RulesVersion"] & {
            yaml: string;
        };
        RulesVersions: {
            items: components["schemas"]["RulesVersion"][];
        };
        /** @description A tenant's rules as they are stored. */
        StoredRuleDocument: {
            id: string;
            /** @description `rules`: a tenant has one set. */
            name?: string;
            /** Format: date-time */
            updatedAt: string;
            /** Format: int64 */
            version: number;
            yaml: string;
        };
        /** @description One field that is wrong, and how to mend it. */
        Violation: {
            /** @description Path of the field, such as `steps[1].expression`. */
            field: string;
            /** @description What is wrong, in words for the person who typed it. */
            message: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    show: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rules in force */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rules"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replace: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RulesSent"];
            };
        };
        responses: {
            /** @description Replaces the rules; a mistake is told with its position */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rules"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Back to the built-in rules */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    check: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeated with the same key, the request is answered as the first time and nothing is done again (24 hours) */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RulesSent"];
            };
        };
        responses: {
            /** @description What is wrong with rules, without keeping them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulesChecked"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_rule_set: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of kind rule-set */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StoredRuleDocument"][];
                    };
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_rule_set: {
        parameters: {
            query?: {
                /** @description Answers what would be stored, or what is wrong with it; references to other things are not looked at */
                dryRun?: boolean;
            };
            header?: {
                /** @description Repeated with the same key, the request is answered as the first time and nothing is done again (24 hours) */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleDocument"];
            };
        };
        responses: {
            /** @description What would be stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredRuleDocument"];
                };
            };
            /** @description A new rule-set; repeated with the same `Idempotency-Key`, the one it made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredRuleDocument"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_rule_set: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One rule-set */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredRuleDocument"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_rule_set: {
        parameters: {
            query?: {
                /** @description Answers what would be stored, or what is wrong with it; references to other things are not looked at */
                dryRun?: boolean;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleDocument"];
            };
        };
        responses: {
            /** @description Changes a rule-set; a `version` that is no longer current is refused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredRuleDocument"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_rule_set: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deletes a rule-set */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    versions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The versions the tenant's rules have had, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulesVersions"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    version: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One version with its text */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulesVersionText"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rollback: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeated with the same key, the request is answered as the first time and nothing is done again (24 hours) */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RulesRollback"];
            };
        };
        responses: {
            /** @description Puts an earlier version in force again */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rules"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rehearse: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeated with the same key, the request is answered as the first time and nothing is done again (24 hours) */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RulesDryRun"];
            };
        };
        responses: {
            /** @description What other rules would have done in the last conversations */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulesDifferences"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
