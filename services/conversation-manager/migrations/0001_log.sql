-- The head of each conversation: the row is its only lock, `version` its guard.
CREATE TABLE conversation (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- The state machine's own JSON.
    doc TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX conversation_customer ON conversation (tenant, customer_id, created_at);

-- One open conversation per customer.
CREATE TABLE open_conversation (
    tenant TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    PRIMARY KEY (tenant, customer_id)
);

-- The log. An erased body is NULL; its number and hash stay.
CREATE TABLE activity (
    tenant TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    -- Number of the row before it that customers may see.
    customer_prev BIGINT NOT NULL,
    id TEXT NOT NULL,
    -- Idempotency: on the first row of each change.
    request_id TEXT,
    name TEXT NOT NULL,
    for_customers BIGINT NOT NULL,
    header BYTEA NOT NULL,
    body BYTEA,
    -- Key the body is encrypted with; empty for none.
    key_id TEXT NOT NULL,
    body_hash BYTEA NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, conversation_id, seq)
);
CREATE UNIQUE INDEX activity_request ON activity (tenant, conversation_id, request_id);

-- How far each reader has received and read.
CREATE TABLE receipt (
    tenant TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    recipient TEXT NOT NULL,
    recipient_type BIGINT NOT NULL,
    delivered BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    PRIMARY KEY (tenant, conversation_id, recipient)
);
