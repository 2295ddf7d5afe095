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
    "/bot-framework/v1/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a bot would answer if it were saved as it is sent. */
        post: operations["attempt_draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/bot-framework/v1/bots/{id}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Answers, tokens and cost of a bot, by day. */
        get: operations["usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/bot-framework/v1/bots/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a webhook bot says by itself. Signed with its secret; there is no user. */
        post: operations["hear"];
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
        /** @description A bot. */
        Bot: {
            /** @description What it says by itself. Of a bot that lives elsewhere: greeting, handover; the rest is the other's to say. */
            definition: components["schemas"]["Definition"];
            id?: string;
            /** @description What customers see as its name. */
            name: string;
            openai?: components["schemas"]["Model"] | null;
            rasa?: components["schemas"]["Rasa"] | null;
            /**
             * Format: int32
             * @description How long a bot that lives elsewhere may take to answer.
             */
            timeoutMs?: number;
            /** @description `BUILT_IN`, `WEBHOOK`, `RASA` or `OPENAI`. */
            type: string;
            /** Format: date-time */
            updatedAt?: string;
            /** Format: int64 */
            version?: number;
            webhook?: components["schemas"]["Webhook"] | null;
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
        /** @description The same to a bot as it would be saved. */
        DraftSaid: {
            bot: components["schemas"]["Bot"];
            history?: components["schemas"]["Line"][];
            /** @description The bot it is a draft of: secrets that are not sent are that one's. */
            id?: string;
            /** Format: int32 */
            misses?: number;
            text: string;
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
        /** @description Something that was said before. */
        Line: {
            /** @description Whether the customer said it; else it was the bot, an agent or the system. */
            customer: boolean;
            text: string;
        };
        /** @description A language model behind an interface like `OpenAI`'s chat completions. */
        Model: {
            /** @description Never shown. */
            apiKey?: string;
            /** @description `/chat/completions` is added. `stub:` is a model inside this service that always answers the same to the same. */
            baseUrl: string;
            /** Format: double */
            completionPrice?: number;
            /** @description What it may use to answer: of these, the few that fit the question best are shown to it. */
            knowledge?: components["schemas"]["Snippet"][];
            /** Format: int32 */
            maxTokens?: number;
            model: string;
            /**
             * Format: double
             * @description Price of a million tokens that are read and written, for the cost meter.
             */
            promptPrice?: number;
            /** @description Addresses, numbers of telephones, cards and accounts are replaced before the model sees a text. */
            redact?: boolean;
            /** @description Customers see its words as they come; what they get in the end is checked as a whole either way. */
            stream?: boolean;
            systemPrompt?: string;
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
        /** @description A Rasa server with its REST channel. */
        Rasa: {
            /** @description The server's token, if it wants one; never shown. */
            token?: string;
            /** @description Of the server; `/webhooks/rest/webhook` is added. */
            url: string;
        };
        /** @description What is said to the bot. */
        Said: {
            /** @description What was said before. */
            history?: components["schemas"]["Line"][];
            /**
             * Format: int32
             * @description Misunderstandings before.
             */
            misses?: number;
            text: string;
        };
        /** @description A piece of knowledge. */
        Snippet: {
            text: string;
            title: string;
        };
        /** @description A bot. */
        StoredBot: {
            /** @description What it says by itself. Of a bot that lives elsewhere: greeting, handover; the rest is the other's to say. */
            definition: components["schemas"]["Definition"];
            id: string;
            /** @description What customers see as its name. */
            name: string;
            openai?: components["schemas"]["Model"] | null;
            rasa?: components["schemas"]["Rasa"] | null;
            /**
             * Format: int32
             * @description How long a bot that lives elsewhere may take to answer.
             */
            timeoutMs?: number;
            /** @description `BUILT_IN`, `WEBHOOK`, `RASA` or `OPENAI`. */
            type: string;
            /** Format: date-time */
            updatedAt: string;
            /** Format: int64 */
            version: number;
            webhook?: components["schemas"]["Webhook"] | null;
        };
        /** @description What became of what the bot suggested to agents. */
        Suggestions: {
            /**
             * Format: int64
             * @description Sent as they stood.
             */
            accepted: number;
            /**
             * Format: int64
             * @description Sent in other words.
             */
            edited: number;
            /**
             * Format: int64
             * @description Put away.
             */
            ignored: number;
            /** Format: int64 */
            offered: number;
        };
        /** @description What it would do. */
        Tried: {
            /** @description What it would note in the conversation. */
            data: unknown;
            failure?: components["schemas"]["TriedFailure"] | null;
            findAgent?: components["schemas"]["TriedAgent"] | null;
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
        TriedAgent: {
            /** Format: int32 */
            priority: number;
            queue: string;
            reason: string;
        };
        TriedFailure: {
            code: string;
            detail: string;
            event: string;
        };
        /** @description A day's use of a bot. */
        Used: {
            /** Format: int64 */
            answers: number;
            /** Format: int64 */
            completionTokens: number;
            /**
             * Format: double
             * @description By the prices in the bot's document.
             */
            cost: number;
            /** @description `2026-11-22`, UTC. */
            day: string;
            /** Format: int64 */
            promptTokens: number;
            suggestions: components["schemas"]["Suggestions"];
        };
        UsedDays: {
            items: components["schemas"]["Used"][];
        };
        /** @description One field that is wrong, and how to mend it. */
        Violation: {
            /** @description Path of the field, such as `steps[1].expression`. */
            field: string;
            /** @description What is wrong, in words for the person who typed it. */
            message: string;
        };
        /** @description A bot that takes signed requests; the README has the contract. */
        Webhook: {
            /** @description Signs requests and answers; never shown. `whsec_…` in base64, or any text. */
            secret?: string;
            /** @description Whether it also hears of sessions and agents that come and go. */
            sendEvents?: boolean;
            url: string;
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
                "application/json": components["schemas"]["Bot"];
            };
        };
        responses: {
            /** @description What would be stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredBot"];
                };
            };
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
            header?: {
                /** @description Repeated with the same key, the request is answered as the first time and nothing is done again (24 hours) */
                "Idempotency-Key"?: string;
            };
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
    attempt_draft: {
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
                "application/json": components["schemas"]["DraftSaid"];
            };
        };
        responses: {
            /** @description What a bot would answer if it were saved as it is sent */
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
    usage: {
        parameters: {
            query?: {
                /** @description Days that are looked back, 1 to 366; 30 unless said */
                days?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Answers, tokens and cost of a bot, by day */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsedDays"];
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
    hear: {
        parameters: {
            query?: never;
            header?: {
                "webhook-id"?: string | null;
                "webhook-timestamp"?: string | null;
                "webhook-signature"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            /** @description It is in the log */
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
}
