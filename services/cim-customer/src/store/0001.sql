CREATE TABLE customer (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    doc TEXT NOT NULL,
    search TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE TABLE identity (
    tenant TEXT NOT NULL,
    channel_type TEXT NOT NULL,
    identifier TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    PRIMARY KEY (tenant, channel_type, identifier)
);
CREATE INDEX identity_customer ON identity (tenant, customer_id);
CREATE TABLE contact (
    tenant TEXT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    PRIMARY KEY (tenant, kind, value, customer_id)
);
CREATE INDEX contact_customer ON contact (tenant, customer_id);
CREATE TABLE tenant_setting (
    tenant TEXT NOT NULL PRIMARY KEY,
    mask_pii BIGINT NOT NULL
);
