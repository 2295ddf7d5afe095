/** Made by `npm run api`; do not edit. */
export interface paths {
    "/ccm/v1/public/widget-configs/{identifier}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a widget needs before anybody is known: its configuration, and with `open` whether new chats may begin now. */
        get: operations["widget"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ccm/v1/channel-connectors/{id}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which keys and tokens of an account are set; never what they are. */
        get: operations["secrets"];
        /** Sets keys and tokens of an account: `{name: value}`; null takes one away. */
        put: operations["set_secrets"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ccm/v1/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What came in from providers and went out to them during a time; sums reconcile, or what does not is listed. */
        get: operations["ledger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ccm/v1/ledger/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The way of one message, with times. */
        get: operations["ledger_path"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ccm/v1/conversations/{id}/outbound": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of the messages of a conversation that went to providers. */
        get: operations["outbound"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ccm/v1/outbound/{id}/send-again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a message once more that failed, or of which nobody knows. */
        post: operations["send_again"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ccm/v1/conversations/{id}/reach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the customer of a conversation can be answered, and for how long. */
        get: operations["reach"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ccm/v1/capabilities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What kinds of channels carry to customers: texts, files, choices; of the connectors, whatever the tenant has of them. */
        get: operations["capabilities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ccm/v1/channel-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of kind channel-type */
        get: operations["list_channel_type"];
        put?: never;
        /** A new channel-type; repeated with the same `Idempotency-Key`, the one it made */
        post: operations["create_channel_type"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ccm/v1/channel-types/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One channel-type */
        get: operations["get_channel_type"];
        /** Changes a channel-type; a `version` that is no longer current is refused */
        put: operations["change_channel_type"];
        post?: never;
        /** Deletes a channel-type */
        delete: operations["delete_channel_type"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ccm/v1/channel-providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of kind channel-provider */
        get: operations["list_channel_provider"];
        put?: never;
        /** A new channel-provider; repeated with the same `Idempotency-Key`, the one it made */
        post: operations["create_channel_provider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ccm/v1/channel-providers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One channel-provider */
        get: operations["get_channel_provider"];
        /** Changes a channel-provider; a `version` that is no longer current is refused */
        put: operations["change_channel_provider"];
        post?: never;
        /** Deletes a channel-provider */
        delete: operations["delete_channel_provider"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ccm/v1/channel-connectors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of kind channel-connector */
        get: operations["list_channel_connector"];
        put?: never;
        /** A new channel-connector; repeated with the same `Idempotency-Key`, the one it made */
        post: operations["create_channel_connector"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ccm/v1/channel-connectors/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One channel-connector */
        get: operations["get_channel_connector"];
        /** Changes a channel-connector; a `version` that is no longer current is refused */
        put: operations["change_channel_connector"];
        post?: never;
        /** Deletes a channel-connector */
        delete: operations["delete_channel_connector"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ccm/v1/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of kind channel */
        get: operations["list_channel"];
        put?: never;
        /** A new channel; repeated with the same `Idempotency-Key`, the one it made */
        post: operations["create_channel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ccm/v1/channels/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One channel */
        get: operations["get_channel"];
        /** Changes a channel; a `version` that is no longer current is refused */
        put: operations["change_channel"];
        post?: never;
        /** Deletes a channel */
        delete: operations["delete_channel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ccm/v1/widget-configs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of kind widget-config */
        get: operations["list_widget_config"];
        put?: never;
        /** A new widget-config; repeated with the same `Idempotency-Key`, the one it made */
        post: operations["create_widget_config"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ccm/v1/widget-configs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One widget-config */
        get: operations["get_widget_config"];
        /** Changes a widget-config; a `version` that is no longer current is refused */
        put: operations["change_widget_config"];
        post?: never;
        /** Deletes a widget-config */
        delete: operations["delete_widget_config"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ccm/v1/message-templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of kind message-template */
        get: operations["list_message_template"];
        put?: never;
        /** A new message-template; repeated with the same `Idempotency-Key`, the one it made */
        post: operations["create_message_template"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ccm/v1/message-templates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One message-template */
        get: operations["get_message_template"];
        /** Changes a message-template; a `version` that is no longer current is refused */
        put: operations["change_message_template"];
        post?: never;
        /** Deletes a message-template */
        delete: operations["delete_message_template"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Files of some types. */
        AcceptedFiles: {
            /** @description Whether they are drawn again on the way. */
            converted: boolean;
            /** @description In messages of which kind they go: `IMAGE`, `AUDIO`, `VIDEO`, `FILE`, `STICKER`. */
            kind: string;
            /**
             * Format: int64
             * @description Bytes of one file.
             */
            mostBytes: number;
            /** @description `image/png`, `image/*`, `*`. */
            types: string[];
        };
        /** @description A line for each kind of channel of each connector. */
        Capabilities: {
            items: components["schemas"]["Capability"][];
        };
        /** @description What one kind of channel carries to customers. */
        Capability: {
            /** @description Whether a file may have words with it. */
            captions: boolean;
            /** @description Names of channel types; the first line of a connector holds for all that none of its lines names. */
            channelTypes: string[];
            /** @description Choices that are shown as buttons or rows; the others are written as text. */
            choices: number;
            /** @description Files, best first: one that is in none of these is refused. */
            files: components["schemas"]["AcceptedFiles"][];
            /** @description The connector that serves it. */
            pod: string;
            /** @description Whether the customer sees which message is answered. */
            quotes: boolean;
            /** @description Whether there are templates for when the window is closed. */
            templates: boolean;
            /** @description Characters of a text. */
            textMost: number;
        };
        /** @description One address at which customers reach the company. */
        Channel: {
            /** Format: int32 */
            agentRequestTtlSeconds?: number;
            /** @description Bot that answers first: id in bot-framework. */
            botId: string;
            botName?: string;
            /** @description Name of a channel type. */
            channelType: string;
            /** @description Name or id of a connector; the built-in web channel needs none. */
            connector?: string;
            /** Format: int32 */
            customerActivityTimeoutSeconds?: number;
            enabled?: boolean;
            fallbackLanguage?: string;
            /** @description Template with one parameter that stands in for a text once the provider's window is closed; empty for none. */
            fallbackTemplate?: string;
            id?: string;
            /** @description Clients without a token may resume a live session: only for clients that know no tokens. */
            legacyIdentity?: boolean;
            name: string;
            /** @description The address that the provider was told for its webhooks; part of what some of them sign. */
            publicUrl?: string;
            /** @description Queue of its requests: id or name in routing-engine. */
            queue: string;
            routingMode?: components["schemas"]["RoutingMode"];
            /** @description Unique per channel type. */
            serviceIdentifier: string;
            /** Format: date-time */
            updatedAt?: string;
            /** Format: int64 */
            version?: number;
            /** @description What becomes of messages of which the provider does not say whether it has them. */
            whenUnknown?: components["schemas"]["WhenUnknown"];
        };
        /** @description An account at a provider. */
        ChannelConnector: {
            id?: string;
            name: string;
            /** @description Name or id of a provider. */
            provider: string;
            /** @description Where it is and how it signs; its connector's README lists them. Keys and tokens are secrets, which have a route of their own. */
            settings?: {
                [key: string]: string;
            };
            /** Format: date-time */
            updatedAt?: string;
            /** Format: int64 */
            version?: number;
        };
        /** @description Who stands behind a kind of connector. */
        ChannelProvider: {
            id?: string;
            name: string;
            /** @description The pod that speaks with it, such as `360-connector`; empty for none. */
            pod?: string;
            /** @description Names of channel types. */
            supportedChannelTypes: string[];
            /** Format: date-time */
            updatedAt?: string;
            /** Format: int64 */
            version?: number;
        };
        /** @description A kind of channel, such as WEB or WHATSAPP. */
        ChannelType: {
            id?: string;
            interactive?: boolean;
            logo?: string;
            /** @description Media routing domain of its requests: id in routing-engine. */
            mrdId: string;
            /** @description `WEB`, `WHATSAPP`, `SMS`, `FACEBOOK`, … */
            name: string;
            /**
             * Format: int32
             * @description Hours after a customer's message in which free texts may be sent; 0 for no such window.
             */
            replyWindowHours?: number;
            /** Format: date-time */
            updatedAt?: string;
            /** Format: int64 */
            version?: number;
        };
        /** @description One question. */
        Field: {
            key: string;
            label: string;
            /** Format: int32 */
            maxLength?: number;
            required?: boolean;
            type: components["schemas"]["FieldType"];
        };
        /**
         * @description What a question takes.
         * @enum {string}
         */
        FieldType: "text" | "email" | "phone";
        /** @description The pre-chat form. */
        Form: {
            fields: components["schemas"]["Field"][];
            id: string;
            title: string;
        };
        /** @description Opening hours of a week. */
        Hours: {
            /** @description Open during any of them. */
            spans: components["schemas"]["Span"][];
            /** @description IANA time zone, such as `Europe/Berlin`. */
            zone: string;
        };
        /** @description A template. */
        MessageTemplate: {
            /** @description Names of channel types. */
            channelTypes: string[];
            id?: string;
            /** @description The provider's code, such as `en_GB`. */
            language: string;
            /** @description As the provider knows it. */
            name: string;
            /** @description The provider's own id of it, where it has one (Twilio's `HX…`). */
            reference?: string;
            /** @description What the customer reads; `{{1}}` stands for the first parameter. */
            text: string;
            /** Format: date-time */
            updatedAt?: string;
            /** Format: int64 */
            version?: number;
        };
        /**
         * @description Where the launcher is.
         * @enum {string}
         */
        Position: "right" | "left";
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
        /**
         * @description How requests of a channel reach agents.
         * @enum {string}
         */
        RoutingMode: "PUSH" | "PULL";
        /** @description The same time on some days. */
        Span: {
            /** @description 1 is Monday, 7 is Sunday. */
            days: number[];
            /** @description `HH:MM`. */
            from: string;
            /** @description `HH:MM`, at most `24:00`; not included. */
            to: string;
        };
        /** @description One address at which customers reach the company. */
        StoredChannel: {
            /** Format: int32 */
            agentRequestTtlSeconds?: number;
            /** @description Bot that answers first: id in bot-framework. */
            botId: string;
            botName?: string;
            /** @description Name of a channel type. */
            channelType: string;
            /** @description Name or id of a connector; the built-in web channel needs none. */
            connector?: string;
            /** Format: int32 */
            customerActivityTimeoutSeconds?: number;
            enabled?: boolean;
            fallbackLanguage?: string;
            /** @description Template with one parameter that stands in for a text once the provider's window is closed; empty for none. */
            fallbackTemplate?: string;
            id: string;
            /** @description Clients without a token may resume a live session: only for clients that know no tokens. */
            legacyIdentity?: boolean;
            name: string;
            /** @description The address that the provider was told for its webhooks; part of what some of them sign. */
            publicUrl?: string;
            /** @description Queue of its requests: id or name in routing-engine. */
            queue: string;
            routingMode?: components["schemas"]["RoutingMode"];
            /** @description Unique per channel type. */
            serviceIdentifier: string;
            /** Format: date-time */
            updatedAt: string;
            /** Format: int64 */
            version: number;
            /** @description What becomes of messages of which the provider does not say whether it has them. */
            whenUnknown?: components["schemas"]["WhenUnknown"];
        };
        /** @description An account at a provider. */
        StoredChannelConnector: {
            id: string;
            name: string;
            /** @description Name or id of a provider. */
            provider: string;
            /** @description Where it is and how it signs; its connector's README lists them. Keys and tokens are secrets, which have a route of their own. */
            settings?: {
                [key: string]: string;
            };
            /** Format: date-time */
            updatedAt: string;
            /** Format: int64 */
            version: number;
        };
        /** @description Who stands behind a kind of connector. */
        StoredChannelProvider: {
            id: string;
            name: string;
            /** @description The pod that speaks with it, such as `360-connector`; empty for none. */
            pod?: string;
            /** @description Names of channel types. */
            supportedChannelTypes: string[];
            /** Format: date-time */
            updatedAt: string;
            /** Format: int64 */
            version: number;
        };
        /** @description A kind of channel, such as WEB or WHATSAPP. */
        StoredChannelType: {
            id: string;
            interactive?: boolean;
            logo?: string;
            /** @description Media routing domain of its requests: id in routing-engine. */
            mrdId: string;
            /** @description `WEB`, `WHATSAPP`, `SMS`, `FACEBOOK`, … */
            name: string;
            /**
             * Format: int32
             * @description Hours after a customer's message in which free texts may be sent; 0 for no such window.
             */
            replyWindowHours?: number;
            /** Format: date-time */
            updatedAt: string;
            /** Format: int64 */
            version: number;
        };
        /** @description A template. */
        StoredMessageTemplate: {
            /** @description Names of channel types. */
            channelTypes: string[];
            id: string;
            /** @description The provider's code, such as `en_GB`. */
            language: string;
            /** @description As the provider knows it. */
            name: string;
            /** @description The provider's own id of it, where it has one (Twilio's `HX…`). */
            reference?: string;
            /** @description What the customer reads; `{{1}}` stands for the first parameter. */
            text: string;
            /** Format: date-time */
            updatedAt: string;
            /** Format: int64 */
            version: number;
        };
        /** @description A widget's configuration; the widget reads it without signing in. */
        StoredWidgetConfig: {
            /** @description What visitors agree to before their first message; empty if nothing is asked. */
            consentText?: string;
            enableEmoji?: boolean;
            enableTranscript?: boolean;
            form?: components["schemas"]["Form"] | null;
            hours?: components["schemas"]["Hours"] | null;
            id: string;
            /** @description BCP 47 tag, or `auto` for the browser's. */
            language?: string;
            /** @description Picture in place of the letters: a `data:` URL of a PNG, JPEG or WebP, at most 32 KiB; empty for none. */
            logo?: string;
            logoText?: string;
            /** @description Said outside the hours, and when the chat cannot be reached. */
            offlineMessage?: string;
            /** @description Corner of the page, unless the page says otherwise. */
            position?: components["schemas"]["Position"];
            /** @description Channel it opens. */
            serviceIdentifier: string;
            subTitle?: string;
            theme: components["schemas"]["Theme"];
            title: string;
            /** Format: date-time */
            updatedAt: string;
            /** Format: int64 */
            version: number;
            /** @description Letters, digits, `*`, `-`, `_`; at most 50. */
            widgetIdentifier: string;
        };
        /** @description Colours. */
        Theme: {
            /** @description `auto`, `light` or `dark`. */
            dark?: string;
            /** @description `#rrggbb`. */
            primary: string;
        };
        /** @description One field that is wrong, and how to mend it. */
        Violation: {
            /** @description Path of the field, such as `steps[1].expression`. */
            field: string;
            /** @description What is wrong, in words for the person who typed it. */
            message: string;
        };
        /**
         * @description What becomes of a message of which nobody knows whether it arrived.
         * @enum {string}
         */
        WhenUnknown: "ASK" | "RESEND" | "LEAVE";
        /** @description A widget's configuration; the widget reads it without signing in. */
        WidgetConfig: {
            /** @description What visitors agree to before their first message; empty if nothing is asked. */
            consentText?: string;
            enableEmoji?: boolean;
            enableTranscript?: boolean;
            form?: components["schemas"]["Form"] | null;
            hours?: components["schemas"]["Hours"] | null;
            id?: string;
            /** @description BCP 47 tag, or `auto` for the browser's. */
            language?: string;
            /** @description Picture in place of the letters: a `data:` URL of a PNG, JPEG or WebP, at most 32 KiB; empty for none. */
            logo?: string;
            logoText?: string;
            /** @description Said outside the hours, and when the chat cannot be reached. */
            offlineMessage?: string;
            /** @description Corner of the page, unless the page says otherwise. */
            position?: components["schemas"]["Position"];
            /** @description Channel it opens. */
            serviceIdentifier: string;
            subTitle?: string;
            theme: components["schemas"]["Theme"];
            title: string;
            /** Format: date-time */
            updatedAt?: string;
            /** Format: int64 */
            version?: number;
            /** @description Letters, digits, `*`, `-`, `_`; at most 50. */
            widgetIdentifier: string;
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
    widget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                identifier: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What a widget needs before anybody is known */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
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
    secrets: {
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
            /** @description Names of the secrets that are set */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
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
    set_secrets: {
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
                "application/json": unknown;
            };
        };
        responses: {
            /** @description They are set */
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
    ledger: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sums */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
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
    ledger_path: {
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
            /** @description The way of the message */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
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
    outbound: {
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
            /** @description The messages */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
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
    send_again: {
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
            /** @description It is on its way */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
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
    reach: {
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
            /** @description Live sessions with their windows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
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
    capabilities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The table */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Capabilities"];
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
    list_channel_type: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of kind channel-type */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StoredChannelType"][];
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
    create_channel_type: {
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
                "application/json": components["schemas"]["ChannelType"];
            };
        };
        responses: {
            /** @description What would be stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredChannelType"];
                };
            };
            /** @description A new channel-type; repeated with the same `Idempotency-Key`, the one it made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredChannelType"];
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
    get_channel_type: {
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
            /** @description One channel-type */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredChannelType"];
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
    change_channel_type: {
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
                "application/json": components["schemas"]["ChannelType"];
            };
        };
        responses: {
            /** @description Changes a channel-type; a `version` that is no longer current is refused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredChannelType"];
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
    delete_channel_type: {
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
            /** @description Deletes a channel-type */
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
    list_channel_provider: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of kind channel-provider */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StoredChannelProvider"][];
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
    create_channel_provider: {
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
                "application/json": components["schemas"]["ChannelProvider"];
            };
        };
        responses: {
            /** @description What would be stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredChannelProvider"];
                };
            };
            /** @description A new channel-provider; repeated with the same `Idempotency-Key`, the one it made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredChannelProvider"];
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
    get_channel_provider: {
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
            /** @description One channel-provider */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredChannelProvider"];
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
    change_channel_provider: {
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
                "application/json": components["schemas"]["ChannelProvider"];
            };
        };
        responses: {
            /** @description Changes a channel-provider; a `version` that is no longer current is refused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredChannelProvider"];
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
    delete_channel_provider: {
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
            /** @description Deletes a channel-provider */
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
    list_channel_connector: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of kind channel-connector */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StoredChannelConnector"][];
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
    create_channel_connector: {
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
                "application/json": components["schemas"]["ChannelConnector"];
            };
        };
        responses: {
            /** @description What would be stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredChannelConnector"];
                };
            };
            /** @description A new channel-connector; repeated with the same `Idempotency-Key`, the one it made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredChannelConnector"];
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
    get_channel_connector: {
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
            /** @description One channel-connector */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredChannelConnector"];
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
    change_channel_connector: {
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
                "application/json": components["schemas"]["ChannelConnector"];
            };
        };
        responses: {
            /** @description Changes a channel-connector; a `version` that is no longer current is refused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredChannelConnector"];
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
    delete_channel_connector: {
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
            /** @description Deletes a channel-connector */
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
    list_channel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of kind channel */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StoredChannel"][];
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
    create_channel: {
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
                "application/json": components["schemas"]["Channel"];
            };
        };
        responses: {
            /** @description What would be stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredChannel"];
                };
            };
            /** @description A new channel; repeated with the same `Idempotency-Key`, the one it made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredChannel"];
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
    get_channel: {
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
            /** @description One channel */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredChannel"];
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
    change_channel: {
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
                "application/json": components["schemas"]["Channel"];
            };
        };
        responses: {
            /** @description Changes a channel; a `version` that is no longer current is refused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredChannel"];
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
    delete_channel: {
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
            /** @description Deletes a channel */
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
    list_widget_config: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of kind widget-config */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StoredWidgetConfig"][];
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
    create_widget_config: {
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
                "application/json": components["schemas"]["WidgetConfig"];
            };
        };
        responses: {
            /** @description What would be stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredWidgetConfig"];
                };
            };
            /** @description A new widget-config; repeated with the same `Idempotency-Key`, the one it made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredWidgetConfig"];
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
    get_widget_config: {
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
            /** @description One widget-config */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredWidgetConfig"];
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
    change_widget_config: {
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
                "application/json": components["schemas"]["WidgetConfig"];
            };
        };
        responses: {
            /** @description Changes a widget-config; a `version` that is no longer current is refused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredWidgetConfig"];
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
    delete_widget_config: {
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
            /** @description Deletes a widget-config */
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
    list_message_template: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of kind message-template */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StoredMessageTemplate"][];
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
    create_message_template: {
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
                "application/json": components["schemas"]["MessageTemplate"];
            };
        };
        responses: {
            /** @description What would be stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredMessageTemplate"];
                };
            };
            /** @description A new message-template; repeated with the same `Idempotency-Key`, the one it made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredMessageTemplate"];
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
    get_message_template: {
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
            /** @description One message-template */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredMessageTemplate"];
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
    change_message_template: {
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
                "application/json": components["schemas"]["MessageTemplate"];
            };
        };
        responses: {
            /** @description Changes a message-template; a `version` that is no longer current is refused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredMessageTemplate"];
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
    delete_message_template: {
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
            /** @description Deletes a message-template */
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
