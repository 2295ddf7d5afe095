-- Files: the row first, the bytes after it, and nothing is handed out before the row says that it may be.
CREATE TABLE file (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    -- PENDING, AVAILABLE, QUARANTINED, REFUSED, ERASING, ERASED
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    -- Key the bytes are encrypted with; empty for none.
    key_id TEXT NOT NULL,
    uploader TEXT NOT NULL,
    uploader_id TEXT NOT NULL,
    origin TEXT NOT NULL,
    channel_type TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- Whether somebody writes it, or has written it.
    begun BIGINT NOT NULL,
    -- While pending: when it is given up, moved on as long as bytes come. Afterwards 0.
    due_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX file_conversation ON file (tenant, conversation_id);
CREATE INDEX file_customer ON file (tenant, customer_id);
CREATE INDEX file_state ON file (state, due_at);
CREATE INDEX file_age ON file (tenant, channel_type, created_at);
