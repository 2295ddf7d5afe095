CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);
CREATE TABLE bus_cursor (
    grp TEXT NOT NULL,
    source TEXT NOT NULL,
    pos BIGINT NOT NULL,
    PRIMARY KEY (grp, source)
);
CREATE TABLE bus_held (
    grp TEXT NOT NULL,
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    from_pos BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    retry_at BIGINT NOT NULL,
    parked_at BIGINT,
    reason TEXT NOT NULL,
    PRIMARY KEY (grp, source, key)
);
CREATE TABLE bus_key (
    grp TEXT NOT NULL,
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    pos BIGINT NOT NULL,
    PRIMARY KEY (grp, source, key)
);
CREATE TABLE bus_lease (
    name TEXT NOT NULL PRIMARY KEY,
    epoch BIGINT NOT NULL,
    holder TEXT NOT NULL,
    beat BIGINT NOT NULL
);
CREATE TABLE bus_outbox (
    pos INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    topic TEXT NOT NULL,
    key TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    tenant TEXT NOT NULL,
    type TEXT NOT NULL,
    occurred_at BIGINT NOT NULL,
    traceparent TEXT NOT NULL,
    payload BYTEA NOT NULL
);
CREATE TABLE bus_seen (
    grp TEXT NOT NULL,
    topic TEXT NOT NULL,
    key TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (grp, topic, key)
);
CREATE TABLE bus_sequence (
    topic TEXT NOT NULL,
    key TEXT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (topic, key)
);
CREATE TABLE bus_waiting (
    pos INTEGER PRIMARY KEY AUTOINCREMENT,
    grp TEXT NOT NULL,
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    topic TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    envelope BYTEA NOT NULL
);
CREATE TABLE object (
    tenant TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (tenant, kind, id)
);
CREATE TABLE plan (
    tenant TEXT NOT NULL,
    event_id TEXT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (tenant, event_id)
);
CREATE TABLE slot (
    tenant TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (tenant, conversation_id)
);
CREATE TABLE timer (
    tenant TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    id TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    PRIMARY KEY (tenant, conversation_id, name, subject)
);
CREATE INDEX bus_outbox_key ON bus_outbox (key, pos);
CREATE UNIQUE INDEX bus_waiting_event ON bus_waiting (grp, source, key, topic, sequence);
CREATE UNIQUE INDEX object_name ON object (tenant, kind, name);
CREATE INDEX timer_due ON timer (due_at);
INSERT INTO _sqlx_migrations ("checksum","description","execution_time","installed_on","success","version") VALUES (X'31CC7AF0F85CC4F98DEC102117AD11220F1DAB8904976C3165D3F0BBD67BEBDD3342396B70D691FFA1193D1EF9CA504D','timers, slots, plans',763766,'2026-11-22 06:10:55',1,1);
INSERT INTO _sqlx_migrations ("checksum","description","execution_time","installed_on","success","version") VALUES (X'44986D9B9966958CF92EB4AE3C9E2073E2C4ED959849280DC03DA6A8007FE9D68F3E26E9494B67D8347A9939764FD66F','bus on a broker',657278,'2026-11-22 06:10:55',1,900002);
INSERT INTO _sqlx_migrations ("checksum","description","execution_time","installed_on","success","version") VALUES (X'C4C55B65E5AF5D561C0FB9608E808E1F40A9906ECCB5A5E9DA43764F7B4C10A07F052C73E4CD461A19EF61C166C1F710','objects',373276,'2026-11-22 06:10:55',1,910001);
INSERT INTO _sqlx_migrations ("checksum","description","execution_time","installed_on","success","version") VALUES (X'E7D7216699EC9D713F1CF78B771629741BF024DB7BDEE675359065844CED64119976D8CC42A48813683121FD48FBB893','bus',871557,'2026-11-22 06:10:55',1,900001);
INSERT INTO bus_cursor ("grp","pos","source") VALUES ('conversation-controller',16,'conversation_manager');
INSERT INTO slot ("conversation_id","doc","tenant") VALUES ('01a201e1-0ca4-7096-9c76-952ee7da2256','{"agentState":"subscribed"}','default');
INSERT INTO timer ("attempts","conversation_id","due_at","id","name","subject","tenant") VALUES (0,'01a201e1-0ca4-7096-9c76-952ee7da2256',1795328755826,'b4cbdb69-76dc-5d15-b9af-27539be29425','customer-inactivity','01a201e1-0cb9-7687-be8b-a251ec41d975','default');
