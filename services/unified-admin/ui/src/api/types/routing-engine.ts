/** Made by `npm run api`; do not edit. */
export interface paths {
    "/routing-engine/v1/queues/{id}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who waits in a queue, and who could serve it. */
        get: operations["queue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/queues/{id}/flush": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends all requests that wait in a queue. */
        post: operations["flush"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/agents/{id}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An agent’s states and tasks. */
        get: operations["agent"];
        put?: never;
        /** A supervisor moves an agent's global switch. */
        post: operations["agent_state"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/requests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A request, or how it ended. */
        get: operations["request"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/requests/{id}/explanation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why a request waits, or why it went to whom it went: a sentence for agents, everything for those who lead them. */
        get: operations["explanation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/estimates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How good the estimates of waits were. */
        get: operations["estimates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/requests/{id}/change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives a waiting request another priority or another queue. */
        post: operations["change"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is wrong with the rules as they are. */
        get: operations["check"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/queues/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What would be wrong with a queue, and how many agents each of its steps would reach. Nothing is saved. */
        post: operations["check_queue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/expressions/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Where an expression is wrong, or which agents satisfy it. */
        post: operations["check_expression"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything a supervisor watches: queues with who waits and how well they are served, agents with what they do. */
        get: operations["board"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/agent-states": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Agents by state: what they do, and since when. */
        get: operations["agents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What routing reported since: every change of a request, a task or an agent, in order. */
        get: operations["events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks for an agent for a conversation. The request's id is derived from the `Idempotency-Key`. */
        post: operations["assign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/requests/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a request back that waits or rings. */
        post: operations["revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/requests/{id}/fetch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes what waits in a list; it is the caller's at once. */
        post: operations["fetch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/tasks/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes an offer. */
        post: operations["accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/tasks/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Declines an offer. */
        post: operations["decline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/tasks/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hands a task over; the caller keeps it until somebody has accepted. */
        post: operations["transfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/tasks/{id}/invite": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks for advice or for a third party; the caller keeps the task whatever becomes of it. */
        post: operations["invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/tasks/{id}/convert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a transfer or a conference of a consultation. */
        post: operations["convert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/conversations/{id}/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enters a conversation in which an agent works, as a supervisor. */
        post: operations["join"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/mrds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of kind mrd */
        get: operations["list_mrd"];
        put?: never;
        /** A new mrd; repeated with the same `Idempotency-Key`, the one it made */
        post: operations["create_mrd"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/mrds/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One mrd */
        get: operations["get_mrd"];
        /** Changes a mrd; a `version` that is no longer current is refused */
        put: operations["change_mrd"];
        post?: never;
        /** Deletes a mrd */
        delete: operations["delete_mrd"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/attributes": {
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
    "/routing-engine/v1/attributes/{id}": {
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
    "/routing-engine/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of kind routing-settings */
        get: operations["list_routing_settings"];
        put?: never;
        /** A new routing-settings; repeated with the same `Idempotency-Key`, the one it made */
        post: operations["create_routing_settings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/settings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One routing-settings */
        get: operations["get_routing_settings"];
        /** Changes a routing-settings; a `version` that is no longer current is refused */
        put: operations["change_routing_settings"];
        post?: never;
        /** Deletes a routing-settings */
        delete: operations["delete_routing_settings"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of kind queue */
        get: operations["list_queue"];
        put?: never;
        /** A new queue; repeated with the same `Idempotency-Key`, the one it made */
        post: operations["create_queue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/queues/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One queue */
        get: operations["get_queue"];
        /** Changes a queue; a `version` that is no longer current is refused */
        put: operations["change_queue"];
        post?: never;
        /** Deletes a queue */
        delete: operations["delete_queue"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of kind agent */
        get: operations["list_agent"];
        put?: never;
        /** A new agent; repeated with the same `Idempotency-Key`, the one it made */
        post: operations["create_agent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing-engine/v1/agents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One agent */
        get: operations["get_agent"];
        /** Changes a agent; a `version` that is no longer current is refused */
        put: operations["change_agent"];
        post?: never;
        /** Deletes a agent */
        delete: operations["delete_agent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @enum {string} */
        Again: "TOP" | "SAME";
        /** @description An agent. */
        Agent: {
            /** @description By the attribute's name; null is the attribute's default. */
            attributes?: {
                [key: string]: unknown;
            };
            id?: string;
            /** @description Most tasks by the domain's id. Absent: every domain there is, at its own limit. */
            mrds?: {
                [key: string]: number;
            } | null;
            name: string;
            /** Format: date-time */
            updatedAt?: string;
            /** Format: int64 */
            version?: number;
        };
        /** @description Who comes first among the agents of one step; whoever has been available the longest where all this is equal. */
        AgentOrder: {
            /** @description Of `ORDER_BY`. */
            orderBy?: components["schemas"]["ByAttribute"][];
            skill?: components["schemas"]["SkillBy"];
            spread?: components["schemas"]["SpreadBy"];
        };
        Assign: {
            /** @description QUEUE or CLOSE. */
            agentFallback?: string;
            /** @description A named agent who is tried first. */
            agentId?: string;
            /**
             * Format: int64
             * @description How long to wait for that agent: 20 seconds without it.
             */
            agentWindowMs?: number;
            conversationId: string;
            customerId?: string;
            customerName?: string;
            excludeAgentIds?: string[];
            note?: string;
            /**
             * Format: int32
             * @description 1 to 10.
             */
            priority?: number;
            /** @description Id or name. */
            queue: string;
            /**
             * Format: int32
             * @description The queue's own without it.
             */
            ttlSeconds?: number;
        };
        /** @description A routing attribute. */
        Attribute: {
            defaultValue?: components["schemas"]["Level"];
            description?: string;
            id?: string;
            name: string;
            type: components["schemas"]["Values"];
            /** Format: date-time */
            updatedAt?: string;
            /** Format: int64 */
            version?: number;
        };
        /** @description One attribute of an order. */
        ByAttribute: {
            /** @description By name. */
            attribute: string;
            descending?: boolean;
        };
        Convert: {
            consultTaskId: string;
            /** @description `CONSULT_TRANSFER` or `CONSULT_CONFERENCE`. */
            direction: string;
        };
        Decline: {
            reason?: string;
        };
        Expression: {
            expression: string;
        };
        /** @enum {string} */
        FullAction: "REJECT" | "OVERFLOW" | "DROP_OLDEST";
        Invite: {
            /** @description CONSULT or `DIRECT_CONFERENCE`. */
            direction: string;
            note?: string;
            toAgentId?: string;
            /** @description Id or name; this or an agent. */
            toQueue?: string;
        };
        Join: {
            /** @description `SILENT_MONITOR`, WHISPER or `BARGE_IN`. */
            direction: string;
        };
        /** @description A value as it is written: a number, or true and false. */
        Level: boolean | number;
        /** @enum {string} */
        Mode: "PUSH" | "PULL";
        /** @description A media routing domain: chats, calls, … */
        Mrd: {
            /** @description Whether it is switched on together with the agent's READY. */
            autoSync?: boolean;
            description?: string;
            id?: string;
            /** @description Whether work in another domain suspends this one. */
            interruptible?: boolean;
            /**
             * Format: int32
             * @description Most tasks an agent may hold here; 0 = never.
             */
            maxRequests?: number;
            name: string;
            type?: string;
            /** Format: date-time */
            updatedAt?: string;
            /** Format: int64 */
            version?: number;
            /**
             * Format: int32
             * @description What a task takes of the hundred that an agent's tasks may weigh together; 0 where only their number counts.
             */
            weight?: number;
        };
        Order: {
            /** @description Of `CLASSES`; a priority that is not named waits as time goes. */
            classes?: components["schemas"]["Pace"][];
            /**
             * Format: int32
             * @description Of `DUE_DATE`: everybody is to be served within this time.
             */
            goalSeconds?: number;
            policy: components["schemas"]["Policy"];
            /** Format: int32 */
            secondsPerPriority?: number;
        };
        /** @description How waiting counts for one priority. */
        Pace: {
            /**
             * Format: int32
             * @description Counts as having waited this long on entry.
             */
            headStartSeconds?: number;
            /**
             * Format: int32
             * @description What a second of waiting counts, in hundredths of a second.
             */
            percent?: number;
            /** Format: int32 */
            priority: number;
        };
        /** @enum {string} */
        Policy: "STRICT" | "AGEING" | "CLASSES" | "DUE_DATE";
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
        /** @description A queue. */
        Queue: {
            afterRona?: components["schemas"]["Rona"];
            agentOrder?: components["schemas"]["AgentOrder"];
            /** Format: int32 */
            agentResponseSeconds?: number;
            /**
             * Format: int32
             * @description How long a request keeps away from an agent who did not take it.
             */
            coolOffSeconds?: number;
            description?: string;
            /** Format: int32 */
            ewtMaxSeconds?: number | null;
            /** Format: int32 */
            ewtMinSeconds?: number | null;
            /** Format: int32 */
            graceSeconds?: number;
            /** Format: int32 */
            maxWaiting?: number | null;
            /** @description Whether requests are offered, or wait in a list from which agents fetch. */
            mode?: components["schemas"]["Mode"];
            mrdId: string;
            name: string;
            /** Format: int32 */
            offerSeconds?: number;
            onFull?: components["schemas"]["WhenFull"];
            order?: components["schemas"]["Order"];
            /** Format: int32 */
            priority?: number;
            /** @description Whether a request whose offer was not answered or declined goes before everything else, or keeps its priority. */
            requeue?: components["schemas"]["Again"];
            /** Format: int32 */
            serviceLevelThresholdSeconds?: number;
            /**
             * Format: int32
             * @description Which of the three formulas reports use.
             */
            serviceLevelType?: number;
            stepMode?: components["schemas"]["Steps"];
            steps?: components["schemas"]["QueueStep"][];
            /**
             * Format: int32
             * @description How long a request waits that says nothing of its own; 0 = for ever.
             */
            ttlSeconds?: number;
            wrapUp?: components["schemas"]["WrapUp"];
        };
        /** @description A step: who qualifies, and how long until the next step. */
        QueueStep: {
            /** @description Asked when the step would begin, as in `waiting > 5 && priority < 8 || available == 0`; where it is false the step is passed over. */
            considerIf?: string | null;
            expression: string;
            /** Format: int32 */
            waitSeconds?: number;
        };
        RequestChange: {
            /**
             * Format: int32
             * @description 1 to 10.
             */
            priority?: number | null;
            /** @description Id or name of a queue of the same media routing domain. */
            queue?: string | null;
        };
        Revoke: {
            /** @description CANCELLED without it. */
            reasonCode?: string;
        };
        /** @enum {string} */
        Rona: "NOT_READY" | "KEEP_READY";
        /** @description What holds for all queues and agents. */
        RoutingSettings: {
            /**
             * Format: int32
             * @description How long an agent without work may be without a connection.
             */
            graceSeconds?: number;
            id?: string;
            name?: string;
            /** @description Whether a queue's priority comes first where queues compete for an agent; else only the customers' own priorities count. */
            queuePriority?: boolean;
            /** Format: date-time */
            updatedAt?: string;
            /** Format: int64 */
            version?: number;
        };
        /** @enum {string} */
        SkillBy: "NONE" | "MOST_SKILLED" | "LEAST_SKILLED" | "ORDER_BY";
        /** @enum {string} */
        SpreadBy: "NONE" | "LEAST_LOADED" | "LEAST_ACTIVE" | "MOST_BUDGET";
        StateChange: {
            reason?: string;
            /** @description READY or `NOT_READY`. */
            state: string;
        };
        /** @enum {string} */
        Steps: "CUMULATIVE" | "REPLACE";
        /** @description An agent. */
        StoredAgent: {
            /** @description By the attribute's name; null is the attribute's default. */
            attributes?: {
                [key: string]: unknown;
            };
            id: string;
            /** @description Most tasks by the domain's id. Absent: every domain there is, at its own limit. */
            mrds?: {
                [key: string]: number;
            } | null;
            name: string;
            /** Format: date-time */
            updatedAt: string;
            /** Format: int64 */
            version: number;
        };
        /** @description A routing attribute. */
        StoredAttribute: {
            defaultValue?: components["schemas"]["Level"];
            description?: string;
            id: string;
            name: string;
            type: components["schemas"]["Values"];
            /** Format: date-time */
            updatedAt: string;
            /** Format: int64 */
            version: number;
        };
        /** @description A media routing domain: chats, calls, … */
        StoredMrd: {
            /** @description Whether it is switched on together with the agent's READY. */
            autoSync?: boolean;
            description?: string;
            id: string;
            /** @description Whether work in another domain suspends this one. */
            interruptible?: boolean;
            /**
             * Format: int32
             * @description Most tasks an agent may hold here; 0 = never.
             */
            maxRequests?: number;
            name: string;
            type?: string;
            /** Format: date-time */
            updatedAt: string;
            /** Format: int64 */
            version: number;
            /**
             * Format: int32
             * @description What a task takes of the hundred that an agent's tasks may weigh together; 0 where only their number counts.
             */
            weight?: number;
        };
        /** @description A queue. */
        StoredQueue: {
            afterRona?: components["schemas"]["Rona"];
            agentOrder?: components["schemas"]["AgentOrder"];
            /** Format: int32 */
            agentResponseSeconds?: number;
            /**
             * Format: int32
             * @description How long a request keeps away from an agent who did not take it.
             */
            coolOffSeconds?: number;
            description?: string;
            /** Format: int32 */
            ewtMaxSeconds?: number | null;
            /** Format: int32 */
            ewtMinSeconds?: number | null;
            /** Format: int32 */
            graceSeconds?: number;
            id: string;
            /** Format: int32 */
            maxWaiting?: number | null;
            /** @description Whether requests are offered, or wait in a list from which agents fetch. */
            mode?: components["schemas"]["Mode"];
            mrdId: string;
            name: string;
            /** Format: int32 */
            offerSeconds?: number;
            onFull?: components["schemas"]["WhenFull"];
            order?: components["schemas"]["Order"];
            /** Format: int32 */
            priority?: number;
            /** @description Whether a request whose offer was not answered or declined goes before everything else, or keeps its priority. */
            requeue?: components["schemas"]["Again"];
            /** Format: int32 */
            serviceLevelThresholdSeconds?: number;
            /**
             * Format: int32
             * @description Which of the three formulas reports use.
             */
            serviceLevelType?: number;
            stepMode?: components["schemas"]["Steps"];
            steps?: components["schemas"]["QueueStep"][];
            /**
             * Format: int32
             * @description How long a request waits that says nothing of its own; 0 = for ever.
             */
            ttlSeconds?: number;
            /** Format: date-time */
            updatedAt: string;
            /** Format: int64 */
            version: number;
            /** @description Only in the answer to a change: what is allowed and yet hardly meant */
            warnings?: Record<string, never>[];
            wrapUp?: components["schemas"]["WrapUp"];
        };
        /** @description What holds for all queues and agents. */
        StoredRoutingSettings: {
            /**
             * Format: int32
             * @description How long an agent without work may be without a connection.
             */
            graceSeconds?: number;
            id: string;
            name?: string;
            /** @description Whether a queue's priority comes first where queues compete for an agent; else only the customers' own priorities count. */
            queuePriority?: boolean;
            /** Format: date-time */
            updatedAt: string;
            /** Format: int64 */
            version: number;
        };
        Target: {
            note?: string;
            toAgentId?: string;
            /** @description Id or name; this or an agent. */
            toQueue?: string;
        };
        /**
         * @description Which values an attribute takes.
         * @enum {string}
         */
        Values: "BOOLEAN" | "PROFICIENCY_LEVEL";
        /** @description One field that is wrong, and how to mend it. */
        Violation: {
            /** @description Path of the field, such as `steps[1].expression`. */
            field: string;
            /** @description What is wrong, in words for the person who typed it. */
            message: string;
        };
        /** @description What happens to a request for a queue in which `maxWaiting` wait. */
        WhenFull: {
            action: components["schemas"]["FullAction"];
            /** @description Of `OVERFLOW`: a queue of the same media routing domain. */
            queueId?: string | null;
        };
        WrapUp: {
            enabled: boolean;
            /** Format: int32 */
            seconds?: number;
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
    queue: {
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
            /** @description Who waits in a queue, and who could serve it */
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
    flush: {
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
            /** @description Ends all requests that wait in a queue */
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
    agent: {
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
            /** @description An agent’s states and tasks */
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
    agent_state: {
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
                "application/json": components["schemas"]["StateChange"];
            };
        };
        responses: {
            /** @description The agent as it is now */
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
    request: {
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
            /** @description A request, or how it ended */
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
    explanation: {
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
            /** @description A sentence for agents; candidates, obstacles and orders of every decision for supervisors */
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
    estimates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Measured waits, hits and errors of each queue */
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
    change: {
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
                "application/json": components["schemas"]["RequestChange"];
            };
        };
        responses: {
            /** @description The request as it is now */
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
    check: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Findings, faults before warnings */
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
    check_queue: {
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
                "application/json": components["schemas"]["Queue"];
            };
        };
        responses: {
            /** @description Violations of the queue itself, findings of all rules that concern it, and the reach of each step */
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
    check_expression: {
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
                "application/json": components["schemas"]["Expression"];
            };
        };
        responses: {
            /** @description The fault with its column, or the expression as it is read with the agents who satisfy it */
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
    board: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Queues, agents, and the cursor from which the events go on */
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
    agents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Agents, signed in first, then by name */
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
    events: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events and the cursor behind them; 409 CURSOR_GONE if they are not kept any more */
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
    assign: {
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
                "application/json": components["schemas"]["Assign"];
            };
        };
        responses: {
            /** @description The request as it is now */
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
    revoke: {
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
                "application/json": components["schemas"]["Revoke"];
            };
        };
        responses: {
            /** @description How many were taken back: 0 if it was over already */
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
    fetch: {
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
            /** @description The task */
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
    accept: {
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
            /** @description The task; 409 OFFER_GONE if it came too late */
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
    decline: {
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
                "application/json": components["schemas"]["Decline"];
            };
        };
        responses: {
            /** @description It goes to somebody else */
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
    transfer: {
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
                "application/json": components["schemas"]["Target"];
            };
        };
        responses: {
            /** @description It is on its way */
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
    invite: {
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
                "application/json": components["schemas"]["Invite"];
            };
        };
        responses: {
            /** @description The request */
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
    convert: {
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
                "application/json": components["schemas"]["Convert"];
            };
        };
        responses: {
            /** @description It is one */
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
    join: {
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
                "application/json": components["schemas"]["Join"];
            };
        };
        responses: {
            /** @description The task, which is active at once */
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
    list_mrd: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of kind mrd */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StoredMrd"][];
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
    create_mrd: {
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
                "application/json": components["schemas"]["Mrd"];
            };
        };
        responses: {
            /** @description What would be stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredMrd"];
                };
            };
            /** @description A new mrd; repeated with the same `Idempotency-Key`, the one it made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredMrd"];
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
    get_mrd: {
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
            /** @description One mrd */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredMrd"];
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
    change_mrd: {
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
                "application/json": components["schemas"]["Mrd"];
            };
        };
        responses: {
            /** @description Changes a mrd; a `version` that is no longer current is refused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredMrd"];
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
    delete_mrd: {
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
            /** @description Deletes a mrd */
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
    list_routing_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of kind routing-settings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StoredRoutingSettings"][];
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
    create_routing_settings: {
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
                "application/json": components["schemas"]["RoutingSettings"];
            };
        };
        responses: {
            /** @description What would be stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredRoutingSettings"];
                };
            };
            /** @description A new routing-settings; repeated with the same `Idempotency-Key`, the one it made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredRoutingSettings"];
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
    get_routing_settings: {
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
            /** @description One routing-settings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredRoutingSettings"];
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
    change_routing_settings: {
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
                "application/json": components["schemas"]["RoutingSettings"];
            };
        };
        responses: {
            /** @description Changes a routing-settings; a `version` that is no longer current is refused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredRoutingSettings"];
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
    delete_routing_settings: {
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
            /** @description Deletes a routing-settings */
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
    list_queue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of kind queue */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StoredQueue"][];
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
    create_queue: {
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
                "application/json": components["schemas"]["Queue"];
            };
        };
        responses: {
            /** @description What would be stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredQueue"];
                };
            };
            /** @description A new queue; repeated with the same `Idempotency-Key`, the one it made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredQueue"];
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
    get_queue: {
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
            /** @description One queue */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredQueue"];
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
    change_queue: {
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
                "application/json": components["schemas"]["Queue"];
            };
        };
        responses: {
            /** @description Changes a queue; a `version` that is no longer current is refused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredQueue"];
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
    delete_queue: {
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
            /** @description Deletes a queue */
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
    list_agent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of kind agent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StoredAgent"][];
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
    create_agent: {
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
                "application/json": components["schemas"]["Agent"];
            };
        };
        responses: {
            /** @description What would be stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredAgent"];
                };
            };
            /** @description A new agent; repeated with the same `Idempotency-Key`, the one it made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredAgent"];
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
    get_agent: {
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
            /** @description One agent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredAgent"];
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
    change_agent: {
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
                "application/json": components["schemas"]["Agent"];
            };
        };
        responses: {
            /** @description Changes a agent; a `version` that is no longer current is refused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredAgent"];
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
    delete_agent: {
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
            /** @description Deletes a agent */
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
