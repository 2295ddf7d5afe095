-- Requests as they came, byte for byte.
CREATE TABLE webhook (
    pos {{identity}},
    tenant TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    method TEXT NOT NULL,
    rest TEXT NOT NULL,
    query TEXT,
    content_type TEXT NOT NULL,
    body BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    stored_at BIGINT NOT NULL,
    -- 0 waits to be taken apart, 1 is done.
    done BIGINT NOT NULL
);
CREATE INDEX webhook_waiting ON webhook (done, pos);
CREATE INDEX webhook_age ON webhook (stored_at);

-- Keys of things that were taken.
CREATE TABLE seen (
    tenant TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    key TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, channel_id, key)
);
CREATE INDEX seen_age ON seen (at);

-- What goes to ccm: things that came in, and ends of attempts. In the order of a lane.
CREATE TABLE thing (
    pos {{identity}},
    tenant TEXT NOT NULL,
    -- The channel it belongs to, and the one whose address it came to.
    channel_id TEXT NOT NULL,
    arrived_at TEXT NOT NULL,
    id TEXT NOT NULL,
    -- EVENT, STATUS, ATTEMPT.
    kind TEXT NOT NULL,
    lane TEXT NOT NULL,
    sort BIGINT NOT NULL,
    payload TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    stored_at BIGINT NOT NULL,
    -- OPEN, DONE, REJECTED, IGNORED.
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    conversation_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX thing_open ON thing (state, due_at);
CREATE INDEX thing_channel ON thing (tenant, arrived_at, pos);
CREATE INDEX thing_age ON thing (ended_at);

-- Messages to the provider.
CREATE TABLE send (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    position BIGINT NOT NULL,
    channel_id TEXT NOT NULL,
    lane TEXT NOT NULL,
    event BYTEA NOT NULL,
    -- PENDING, SENDING, SENT, FAILED, UNKNOWN.
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    -- Until when whoever sends it has it.
    held_until BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    provider_message_id TEXT NOT NULL,
    error_code TEXT NOT NULL,
    error_class TEXT NOT NULL,
    error_text TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX send_due ON send (state, due_at);
CREATE INDEX send_lane ON send (tenant, lane, position);

-- Customers who do not want messages.
CREATE TABLE opt_out (
    tenant TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    identity TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, channel_id, identity)
);
