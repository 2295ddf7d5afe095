//! The bus's tables in every service's store: an outbox for what it publishes, marks for what it consumes.

use db::{Migration, Migrations};

/// Steps that every service's migrations include; their numbers start at 900,000 to stay clear of the service's own.
pub fn migrations() -> Migrations {
    let bus = Migration { version: 900_001, name: "bus", sql: BUS };
    let broker = Migration { version: 900_002, name: "bus on a broker", sql: BROKER };
    let resync = Migration { version: 900_003, name: "bus resync", sql: RESYNC };
    Migrations::new([bus, broker, resync])
}

const BUS: &str = "
CREATE TABLE bus_outbox (
    pos {{identity}},
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
CREATE INDEX bus_outbox_key ON bus_outbox (key, pos);
CREATE TABLE bus_sequence (
    topic TEXT NOT NULL,
    key TEXT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (topic, key)
);
CREATE TABLE bus_cursor (
    grp TEXT NOT NULL,
    source TEXT NOT NULL,
    pos BIGINT NOT NULL,
    PRIMARY KEY (grp, source)
);
CREATE TABLE bus_key (
    grp TEXT NOT NULL,
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    pos BIGINT NOT NULL,
    PRIMARY KEY (grp, source, key)
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
";

/// What a group needs where the events do not lie in reach: the last number it handled of each key, the events of held keys, and
/// leases with which replicas agree on who does a job.
const BROKER: &str = "
CREATE TABLE bus_seen (
    grp TEXT NOT NULL,
    topic TEXT NOT NULL,
    key TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (grp, topic, key)
);
CREATE TABLE bus_waiting (
    pos {{identity}},
    grp TEXT NOT NULL,
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    topic TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    envelope BYTEA NOT NULL
);
CREATE UNIQUE INDEX bus_waiting_event ON bus_waiting (grp, source, key, topic, sequence);
CREATE TABLE bus_lease (
    name TEXT NOT NULL PRIMARY KEY,
    epoch BIGINT NOT NULL,
    holder TEXT NOT NULL,
    beat BIGINT NOT NULL
);
";

/// What is gone although a group had not passed it, in the publisher's store; and the groups that noticed, in the consumers'.
const RESYNC: &str = "
CREATE TABLE bus_pruned (
    source TEXT NOT NULL PRIMARY KEY,
    pos BIGINT NOT NULL
);
CREATE TABLE bus_resync (
    grp TEXT NOT NULL,
    source TEXT NOT NULL,
    since BIGINT NOT NULL,
    reason TEXT NOT NULL,
    went_on BIGINT NOT NULL,
    PRIMARY KEY (grp, source)
);
";
