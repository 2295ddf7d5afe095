CREATE TABLE second_factor (
    tenant TEXT NOT NULL,
    user_id TEXT NOT NULL,
    secret TEXT NOT NULL,
    last_step BIGINT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, user_id)
);
CREATE TABLE recovery_code (
    tenant TEXT NOT NULL,
    user_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (tenant, user_id, digest)
);
CREATE TABLE enrolment (
    digest TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    user_id TEXT NOT NULL,
    secret TEXT NOT NULL,
    opens TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX enrolment_user ON enrolment (tenant, user_id);
