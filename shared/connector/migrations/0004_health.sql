-- How a channel does, as all processes saw it: what the next process begins with.
CREATE TABLE health (
    tenant TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    seen TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, channel_id)
);
