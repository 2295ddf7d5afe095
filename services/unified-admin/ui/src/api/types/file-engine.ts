/** Made by `npm run api`; do not edit. */
export interface paths {
    "/file-engine/v1/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files, newest first. */
        get: operations["list"];
        put?: never;
        /**
         * A file that a service brings, with its token and the headers that say for whom; `Content-Type` is what the sender declared. The length
         *     may be missing: providers do not always say it.
         */
        post: operations["by_service"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/file-engine/v1/files/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One file. */
        get: operations["show"];
        put?: never;
        post?: never;
        /** Erases a file. */
        delete: operations["erase"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/file-engine/v1/files/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets a file out of quarantine. */
        post: operations["release"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/file-engine/v1/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Erases all files of a conversation or of a customer. */
        post: operations["erase_all"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/file-engine/v1/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of kind file-policy */
        get: operations["list_file_policy"];
        put?: never;
        /** A new file-policy; repeated with the same `Idempotency-Key`, the one it made */
        post: operations["create_file_policy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/file-engine/v1/policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One file-policy */
        get: operations["get_file_policy"];
        /** Changes a file-policy; a `version` that is no longer current is refused */
        put: operations["change_file_policy"];
        post?: never;
        /** Deletes a file-policy */
        delete: operations["delete_file_policy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/file-engine/v1/files/{id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The bytes of a file, whole or a range of them. */
        get: operations["content"];
        /** The bytes of an announced file; the ticket comes with the announcement. */
        put: operations["by_ticket"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/file-engine/v1/files/{id}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A small picture of a picture. */
        get: operations["thumbnail"];
        put?: never;
        post?: never;
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
        Erased: {
            /** Format: int64 */
            files: number;
        };
        /** @description Whose files are erased: one of the two. */
        Erasure: {
            conversationId?: string | null;
            customerId?: string | null;
        };
        /** @description A file as it is shown. */
        File: {
            channelType: string;
            conversationId: string;
            createdAt: string;
            customerId: string;
            /** Format: int64 */
            height: number;
            id: string;
            /** @description The first message that names it. */
            messageId: string;
            mimeType: string;
            name: string;
            origin: string;
            /** @description Why it is in quarantine or was refused. */
            reason: string;
            sha256: string;
            /** Format: int64 */
            size: number;
            /** @description `PENDING`, `AVAILABLE`, `QUARANTINED`, `REFUSED`, `ERASING`, `ERASED`. */
            state: string;
            /** @description `CUSTOMER`, `AGENT` or `SERVICE`. */
            uploader: string;
            uploaderId: string;
            /** Format: int64 */
            width: number;
        };
        FilePage: {
            items: components["schemas"]["File"][];
            /** @description The next page's `before`; null on the last. */
            next?: string | null;
        };
        /** @description Limits of one kind of channel, or (`default`) of all that have none of their own. */
        Policy: {
            id?: string;
            /**
             * Format: int64
             * @description Bytes of one file.
             */
            maxBytes: number;
            /** @description A channel type (`WEB`, `WHATSAPP`, …) or `default`. */
            name: string;
            /**
             * Format: int64
             * @description Days after which files are erased; 0 keeps them.
             */
            retentionDays?: number;
            /** @description Types that are taken: `image/png`, `image/*`. */
            types: string[];
            /** Format: date-time */
            updatedAt?: string;
            /** Format: int64 */
            version?: number;
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
        /** @description A file as file-engine describes it over HTTP. */
        StoredFile: {
            /**
             * Format: int32
             * @description Of pictures; 0 otherwise.
             */
            height: number;
            /** @description For the header's `file_id`. */
            id: string;
            /** @description What it is, by its own bytes. */
            mimeType: string;
            /** @description Cleaned. */
            name: string;
            /** @description Of the bytes that are handed out, hexadecimal. */
            sha256: string;
            /**
             * Format: int64
             * @description Bytes.
             */
            size: number;
            /** @description `AVAILABLE`, `QUARANTINED`, … */
            state: string;
            /**
             * Format: int32
             * @description Of pictures; 0 otherwise.
             */
            width: number;
        };
        /** @description Limits of one kind of channel, or (`default`) of all that have none of their own. */
        StoredPolicy: {
            id: string;
            /**
             * Format: int64
             * @description Bytes of one file.
             */
            maxBytes: number;
            /** @description A channel type (`WEB`, `WHATSAPP`, …) or `default`. */
            name: string;
            /**
             * Format: int64
             * @description Days after which files are erased; 0 keeps them.
             */
            retentionDays?: number;
            /** @description Types that are taken: `image/png`, `image/*`. */
            types: string[];
            /** Format: date-time */
            updatedAt: string;
            /** Format: int64 */
            version: number;
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
    list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Files, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilePage"];
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
    by_service: {
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
                "application/octet-stream": number[];
            };
        };
        responses: {
            /** @description The file is stored and checked: a message may name it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredFile"];
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
    show: {
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
            /** @description One file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["File"];
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
    erase: {
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
            /** @description Erases a file */
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
    release: {
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
        requestBody?: never;
        responses: {
            /** @description Lets a file out of quarantine */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["File"];
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
    erase_all: {
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
                "application/json": components["schemas"]["Erasure"];
            };
        };
        responses: {
            /** @description Erases all files of a conversation or of a customer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erased"];
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
    list_file_policy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of kind file-policy */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StoredPolicy"][];
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
    create_file_policy: {
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
                "application/json": components["schemas"]["Policy"];
            };
        };
        responses: {
            /** @description What would be stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredPolicy"];
                };
            };
            /** @description A new file-policy; repeated with the same `Idempotency-Key`, the one it made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredPolicy"];
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
    get_file_policy: {
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
            /** @description One file-policy */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredPolicy"];
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
    change_file_policy: {
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
                "application/json": components["schemas"]["Policy"];
            };
        };
        responses: {
            /** @description Changes a file-policy; a `version` that is no longer current is refused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredPolicy"];
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
    delete_file_policy: {
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
            /** @description Deletes a file-policy */
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
    content: {
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
            /** @description The bytes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description A range of them */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Those the asker has */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is no such range */
            416: {
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
    by_ticket: {
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
                "application/octet-stream": number[];
            };
        };
        responses: {
            /** @description The file is stored and checked: a message may name it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredFile"];
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
    thumbnail: {
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
            /** @description A small picture */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/*": unknown;
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
