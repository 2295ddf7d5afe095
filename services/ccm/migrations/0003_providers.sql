-- Keys and tokens of accounts at providers: written by administrators, read by connectors alone.
CREATE TABLE secret (
    tenant TEXT NOT NULL,
    connector_id TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    -- Empty: not encrypted.
    key_id TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    PRIMARY KEY (tenant, connector_id, name)
);

-- When a customer last wrote on a channel: what the provider's window is counted from.
CREATE TABLE reach (
    tenant TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    customer_identifier TEXT NOT NULL,
    last_inbound_at BIGINT NOT NULL,
    last_provider_message_id TEXT NOT NULL,
    PRIMARY KEY (tenant, channel_id, customer_identifier)
);

-- What came in from providers, for the ledger.
CREATE TABLE inbound (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    provider_message_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    -- By the connector …
    received_at BIGINT,
    stored_at BIGINT,
    rejected_at BIGINT,
    reason TEXT NOT NULL,
    duplicates BIGINT NOT NULL,
    -- … through the door …
    handed_at BIGINT,
    -- … and by the log.
    appended_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX inbound_received ON inbound (tenant, received_at);
CREATE INDEX inbound_provider ON inbound (tenant, channel_id, provider_message_id);

-- What goes out to providers: one row per wish to send.
CREATE TABLE outbound (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    pod TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    customer_identifier TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    message_id TEXT NOT NULL,
    -- PENDING, SENT, FAILED, UNKNOWN.
    state TEXT NOT NULL,
    -- The provider's, by rank; empty before the first.
    status TEXT NOT NULL,
    -- The last notice in the log.
    noticed TEXT NOT NULL,
    provider_message_id TEXT NOT NULL,
    error_code TEXT NOT NULL,
    error_class TEXT NOT NULL,
    error_text TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    -- The row that was sent again, by whom.
    again_of TEXT NOT NULL,
    by_whom TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    sent_at BIGINT,
    delivered_at BIGINT,
    read_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX outbound_provider ON outbound (tenant, channel_id, provider_message_id);
CREATE INDEX outbound_message ON outbound (tenant, conversation_id, seq);
CREATE INDEX outbound_recipient ON outbound (tenant, channel_id, customer_identifier, ended_at);
CREATE INDEX outbound_created ON outbound (tenant, created_at);

-- Statuses of messages that were not sent by us, or whose ids are not known yet.
CREATE TABLE provider_status (
    tenant TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    provider_message_id TEXT NOT NULL,
    status TEXT NOT NULL,
    at BIGINT NOT NULL,
    error_code TEXT NOT NULL,
    error_class TEXT NOT NULL,
    error_text TEXT NOT NULL,
    PRIMARY KEY (tenant, channel_id, provider_message_id)
);
