/** Made by `npm run api`; do not edit. */
export interface paths {
    "/bot-framework/v1/bots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of kind bot */
        get: operations["list_bot"];
        put?: never;
        /** A new bot; repeated with the same `Idempotency-Key`, the one it made */
        post: operations["create_bot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/bot-framework/v1/bots/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One bot */
        get: operations["get_bot"];
        /** Changes a bot; a `version` that is no longer current is refused */
        put: operations["change_bot"];
        post?: never;
        /** Deletes a bot */
        delete: operations["delete_bot"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/bot-framework/v1/bots/{id}/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a bot would answer. */
        post: operations["attempt"];
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
        Asked: {
            /** Format: int32 */
            priority: number;
            queue: string;
            reason: string;
        };
        /** @description A bot. */
        Bot: {
            definition: components["schemas"]["Definition"];
            id?: string;
            /** @description What customers see as its name. */
            name: string;
            /** @description `BUILT_IN`. */
            type: string;
            /** Format: date-time */
            updatedAt?: string;
            /** Format: int64 */
            version?: number;
        };
        /** @description A button below an answer; a click says its title. */
        Button: {
            /** @description The title if none. */
            payload?: string;
            title: string;
        };
        /** @description What a built-in bot says, and when. */
        Definition: {
            /** @description Said when it does not understand. */
            fallback: string;
            /**
             * Format: int32
             * @description Hands over after that many misunderstandings in a row; 0 never.
             */
            fallbackLimit?: number;
            /** @description The first that matches is answered. */
            faqs?: components["schemas"]["Faq"][];
            /** @description Said once, when it first speaks to a customer; empty for none. */
            greeting?: string;
            handover: components["schemas"]["Handover"];
        };
        /** @description A question with its answer. It matches by keywords or by a pattern. */
        Faq: {
            answer: string;
            buttons?: components["schemas"]["Button"][];
            /** @description Of every group, any one must occur. */
            keywords?: string[][];
            name: string;
            /** @description Regular expressions, whatever the case. */
            patterns?: string[];
        };
        /** @description When and how a customer gets to an agent. */
        Handover: {
            /** @description Any of these asks for an agent. */
            phrases?: string[];
            /**
             * Format: int32
             * @description 1 to 10; 1 if none.
             */
            priority?: number | null;
            /** @description Name or id; the channel's own if none. */
            queue?: string | null;
            /** @description Said first; empty for nothing. */
            text?: string;
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
        /** @description What is said to the bot. */
        Said: {
            /**
             * Format: int32
             * @description Misunderstandings before.
             */
            misses?: number;
            text: string;
        };
        /** @description A bot. */
        StoredBot: {
            definition: components["schemas"]["Definition"];
            id: string;
            /** @description What customers see as its name. */
            name: string;
            /** @description `BUILT_IN`. */
            type: string;
            /** Format: date-time */
            updatedAt: string;
            /** Format: int64 */
            version: number;
        };
        /** @description What it would do. */
        Tried: {
            findAgent?: components["schemas"]["Asked"] | null;
            /**
             * Format: int32
             * @description Misunderstandings after.
             */
            misses: number;
            /** @description Bodies of its messages. */
            replies: unknown[];
            /** @description What it would suggest while an agent talks. */
            suggestion?: unknown;
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
    list_bot: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of kind bot */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StoredBot"][];
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
    create_bot: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Bot"];
            };
        };
        responses: {
            /** @description A new bot; repeated with the same `Idempotency-Key`, the one it made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredBot"];
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
    get_bot: {
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
            /** @description One bot */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredBot"];
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
    change_bot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Bot"];
            };
        };
        responses: {
            /** @description Changes a bot; a `version` that is no longer current is refused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredBot"];
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
    delete_bot: {
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
            /** @description Deletes a bot */
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
    attempt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Said"];
            };
        };
        responses: {
            /** @description What a bot would answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tried"];
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
