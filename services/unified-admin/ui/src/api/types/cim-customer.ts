/** Made by `npm run api`; do not edit. */
export interface paths {
    "/cim-customer/v1/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Customers, found by name, identity or label. */
        get: operations["list"];
        put?: never;
        /** A new customer; repeated with the same `Idempotency-Key`, the one it made. */
        post: operations["create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cim-customer/v1/customers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One customer. */
        get: operations["read"];
        /** Changes a customer; a `version` that is no longer current is refused. */
        put: operations["change"];
        post?: never;
        /** Erases a customer. */
        delete: operations["erase"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cim-customer/v1/customers/{id}/suggestions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who a customer may be besides. */
        get: operations["suggestions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cim-customer/v1/customers/{id}/not-same": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remembers that two customers are two people. */
        post: operations["not_same"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cim-customer/v1/customers/{id}/merges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a customer was merged from. */
        get: operations["merges"];
        put?: never;
        /** Merges another customer into this one. */
        post: operations["merge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cim-customer/v1/merges/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a merge back. */
        post: operations["undo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cim-customer/v1/customers/{id}/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Under what a customer turns up on channels. */
        get: operations["identities"];
        put?: never;
        /** Puts an identity to this customer, whoever had it. */
        post: operations["link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cim-customer/v1/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of kind attribute */
        get: operations["list_attribute"];
        put?: never;
        /** A new attribute; repeated with the same `Idempotency-Key`, the one it made */
        post: operations["create_attribute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cim-customer/v1/schema/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One attribute */
        get: operations["get_attribute"];
        /** Changes a attribute; a `version` that is no longer current is refused */
        put: operations["change_attribute"];
        post?: never;
        /** Deletes a attribute */
        delete: operations["delete_attribute"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cim-customer/v1/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of kind label */
        get: operations["list_label"];
        put?: never;
        /** A new label; repeated with the same `Idempotency-Key`, the one it made */
        post: operations["create_label"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cim-customer/v1/labels/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One label */
        get: operations["get_label"];
        /** Changes a label; a `version` that is no longer current is refused */
        put: operations["change_label"];
        post?: never;
        /** Deletes a label */
        delete: operations["delete_label"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description One attribute of the schema. */
        Attribute: {
            /** @description Whether its values (up to 10) identify the customer on channels of `channelTypes`. */
            channelIdentifier?: boolean;
            channelTypes?: string[];
            /** @description Given to new customers; empty for none. */
            default?: string;
            description?: string;
            id?: string;
            /** @description Its name in documents; cannot change. */
            key: string;
            /** @description Its name for people. */
            label: string;
            mandatory?: boolean;
            /** Format: int32 */
            maxLength?: number;
            /** Format: int64 */
            order?: number;
            /** @description Personal data: masked for agents where the tenant says so. */
            pii?: boolean;
            /** @description Cannot change. */
            type: components["schemas"]["AttributeType"];
            /** Format: date-time */
            updatedAt?: string;
            /** Format: int64 */
            version?: number;
        };
        /**
         * @description What an attribute's values look like.
         * @enum {string}
         */
        AttributeType: "Alphanumeric" | "Boolean" | "Email" | "IP" | "Name" | "Number" | "PhoneNumber" | "Password" | "String" | "URL";
        /** @description A customer as the world sees it: labels by name. */
        Customer: components["schemas"]["Document"] & {
            createdAt: string;
            id: string;
            updatedAt: string;
            /** Format: int64 */
            version: number;
        };
        /** @description A document as it is shown, sent back. What the service itself keeps is taken and not looked at. */
        CustomerChange: {
            attributes?: {
                [key: string]: unknown;
            } | null;
            createdAt?: unknown;
            email?: string[] | null;
            firstName?: string | null;
            id?: unknown;
            isAnonymous?: boolean | null;
            labels?: string[] | null;
            phoneNumber?: string[] | null;
            updatedAt?: unknown;
            /** Format: int64 */
            version?: number | null;
        };
        CustomerIdentities: {
            items: components["schemas"]["CustomerIdentity"][];
        };
        CustomerIdentity: {
            addedAt?: string | null;
            channelType: string;
            identifier: string;
            /** @description Who put it here by hand; null if it came by itself. */
            linkedBy?: string | null;
        };
        CustomerIdentityLink: {
            channelType: string;
            identifier: string;
        };
        CustomerMerge: {
            actor: string;
            at: string;
            /** @description Whom both are now. */
            customerId: string;
            evidence: components["schemas"]["Evidence"][];
            id: string;
            mergedCustomerId: string;
            /** @description The name of the one that was merged. */
            mergedName: string;
            reason: string;
            undoReason?: string | null;
            /** @description The newest that stands may be taken back. */
            undoable: boolean;
            /** @description Null while it stands. */
            undoneAt?: string | null;
            undoneBy?: string | null;
        };
        CustomerMergeRequest: {
            /** @description Who becomes part of the customer in the path. */
            customerId: string;
            /** @description May be empty if the two have something in common. */
            reason?: string;
        };
        CustomerMergeUndo: {
            reason?: string;
        };
        CustomerMerges: {
            items: components["schemas"]["CustomerMerge"][];
        };
        CustomerOther: {
            customerId: string;
        };
        CustomerPage: {
            items: components["schemas"]["Customer"][];
            /** @description The next page's `after`; null on the last. */
            next?: string | null;
        };
        CustomerSuggestion: {
            customer: components["schemas"]["Customer"];
            evidence: components["schemas"]["Evidence"][];
        };
        CustomerSuggestions: {
            items: components["schemas"]["CustomerSuggestion"][];
        };
        /** @description What is known of somebody. Labels by id; see [`Shown`] for how they appear outside. */
        Document: {
            attributes: {
                [key: string]: unknown;
            };
            email: string[];
            firstName: string;
            isAnonymous: boolean;
            labels: string[];
            phoneNumber: string[];
        };
        /** @description What two customers have in common. */
        Evidence: {
            /** @description `phone`, `email`, `a:<attribute>`, or `provider`: a provider said that two identifiers are one person's. */
            kind: string;
            value: string;
        };
        /** @description A label. Customers refer to it by id, so that it can be renamed. */
        Label: {
            /** @description `#rrggbb`. */
            colour?: string;
            description?: string;
            id?: string;
            /** @description Unique, capitals count. */
            name: string;
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
        /** @description One attribute of the schema. */
        StoredAttribute: {
            /** @description Whether its values (up to 10) identify the customer on channels of `channelTypes`. */
            channelIdentifier?: boolean;
            channelTypes?: string[];
            /** @description Given to new customers; empty for none. */
            default?: string;
            description?: string;
            id: string;
            /** @description Its name in documents; cannot change. */
            key: string;
            /** @description Its name for people. */
            label: string;
            mandatory?: boolean;
            /** Format: int32 */
            maxLength?: number;
            /** Format: int64 */
            order?: number;
            /** @description Personal data: masked for agents where the tenant says so. */
            pii?: boolean;
            /** @description Cannot change. */
            type: components["schemas"]["AttributeType"];
            /** Format: date-time */
            updatedAt: string;
            /** Format: int64 */
            version: number;
        };
        /** @description A label. Customers refer to it by id, so that it can be renamed. */
        StoredLabel: {
            /** @description `#rrggbb`. */
            colour?: string;
            description?: string;
            id: string;
            /** @description Unique, capitals count. */
            name: string;
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
            /** @description Customers, found by name, identity or label */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerPage"];
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
    create: {
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
                "application/json": components["schemas"]["CustomerChange"];
            };
        };
        responses: {
            /** @description A new customer; repeated with the same `Idempotency-Key`, the one it made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
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
    read: {
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
            /** @description One customer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
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
    change: {
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
                "application/json": components["schemas"]["CustomerChange"];
            };
        };
        responses: {
            /** @description Changes a customer; a `version` that is no longer current is refused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
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
            /** @description Erases a customer */
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
    suggestions: {
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
            /** @description Who a customer may be besides */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerSuggestions"];
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
    not_same: {
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
                "application/json": components["schemas"]["CustomerOther"];
            };
        };
        responses: {
            /** @description Remembers that two customers are two people */
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
    merges: {
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
            /** @description What a customer was merged from */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerMerges"];
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
    merge: {
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
                "application/json": components["schemas"]["CustomerMergeRequest"];
            };
        };
        responses: {
            /** @description Merges another customer into this one */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerMerge"];
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
    undo: {
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
                "application/json": components["schemas"]["CustomerMergeUndo"];
            };
        };
        responses: {
            /** @description Takes a merge back */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerMerge"];
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
    identities: {
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
            /** @description Under what a customer turns up on channels */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerIdentities"];
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
    link: {
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
                "application/json": components["schemas"]["CustomerIdentityLink"];
            };
        };
        responses: {
            /** @description Puts an identity to this customer, whoever had it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerIdentities"];
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
    list_attribute: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of kind attribute */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StoredAttribute"][];
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
    create_attribute: {
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
                "application/json": components["schemas"]["Attribute"];
            };
        };
        responses: {
            /** @description What would be stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredAttribute"];
                };
            };
            /** @description A new attribute; repeated with the same `Idempotency-Key`, the one it made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredAttribute"];
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
    get_attribute: {
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
            /** @description One attribute */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredAttribute"];
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
    change_attribute: {
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
                "application/json": components["schemas"]["Attribute"];
            };
        };
        responses: {
            /** @description Changes a attribute; a `version` that is no longer current is refused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredAttribute"];
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
    delete_attribute: {
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
            /** @description Deletes a attribute */
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
    list_label: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of kind label */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StoredLabel"][];
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
    create_label: {
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
                "application/json": components["schemas"]["Label"];
            };
        };
        responses: {
            /** @description What would be stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredLabel"];
                };
            };
            /** @description A new label; repeated with the same `Idempotency-Key`, the one it made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredLabel"];
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
    get_label: {
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
            /** @description One label */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredLabel"];
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
    change_label: {
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
                "application/json": components["schemas"]["Label"];
            };
        };
        responses: {
            /** @description Changes a label; a `version` that is no longer current is refused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredLabel"];
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
    delete_label: {
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
            /** @description Deletes a label */
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
