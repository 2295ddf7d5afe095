CREATE TABLE session (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    service_identifier TEXT NOT NULL,
    customer_identifier TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    customer_name TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    state TEXT NOT NULL,
    reason_code TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    -- Whether the conversation's log has the start.
    announced BIGINT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX session_conversation ON session (tenant, conversation_id);
CREATE INDEX session_identity ON session (tenant, channel_id, customer_identifier, started_at);

-- One live session per channel and customer.
CREATE TABLE live_session (
    tenant TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    customer_identifier TEXT NOT NULL,
    session_id TEXT NOT NULL,
    PRIMARY KEY (tenant, channel_id, customer_identifier)
);
