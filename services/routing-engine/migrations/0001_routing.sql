-- Who owns a tenant's shard: whoever raised the epoch last. Every commit names its epoch.
CREATE TABLE routing_shard (
    tenant TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    idx BIGINT NOT NULL,
    PRIMARY KEY (tenant)
);

-- The log: one row a commit. The key is the second fence.
CREATE TABLE routing_log (
    tenant TEXT NOT NULL,
    idx BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    at BIGINT NOT NULL,
    -- The core's events, JSON.
    events TEXT NOT NULL,
    PRIMARY KEY (tenant, idx)
);

CREATE TABLE routing_snapshot (
    tenant TEXT NOT NULL,
    idx BIGINT NOT NULL,
    at BIGINT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (tenant, idx)
);

-- Idempotency: what a request was answered.
CREATE TABLE routing_answer (
    tenant TEXT NOT NULL,
    -- RPC and request id.
    cmd_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- The core's refusal; empty for none.
    refusal TEXT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (tenant, cmd_id)
);
CREATE INDEX routing_answer_at ON routing_answer (tenant, at);

-- What the core does not hold of a request: the caller's ids and the card of the desk.
CREATE TABLE request_card (
    tenant TEXT NOT NULL,
    request_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    doc TEXT NOT NULL,
    closed_at BIGINT,
    reason TEXT NOT NULL,
    PRIMARY KEY (tenant, request_id)
);
CREATE INDEX request_card_closed ON request_card (tenant, closed_at);

-- What the core does not hold of an agent: names, the desk's session, since when.
CREATE TABLE routing_agent (
    tenant TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (tenant, agent_id)
);

-- Reasons as they were written.
CREATE TABLE routing_reason (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
