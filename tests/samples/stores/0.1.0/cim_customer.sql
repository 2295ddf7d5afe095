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
CREATE TABLE contact (
    tenant TEXT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    PRIMARY KEY (tenant, kind, value, customer_id)
);
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
CREATE TABLE tenant_setting (
    tenant TEXT NOT NULL PRIMARY KEY,
    mask_pii BIGINT NOT NULL
);
CREATE INDEX bus_outbox_key ON bus_outbox (key, pos);
CREATE UNIQUE INDEX bus_waiting_event ON bus_waiting (grp, source, key, topic, sequence);
CREATE INDEX contact_customer ON contact (tenant, customer_id);
CREATE INDEX identity_customer ON identity (tenant, customer_id);
CREATE UNIQUE INDEX object_name ON object (tenant, kind, name);
INSERT INTO _sqlx_migrations ("checksum","description","execution_time","installed_on","success","version") VALUES (X'44986D9B9966958CF92EB4AE3C9E2073E2C4ED959849280DC03DA6A8007FE9D68F3E26E9494B67D8347A9939764FD66F','bus on a broker',524580,'2026-11-22 06:10:54',1,900002);
INSERT INTO _sqlx_migrations ("checksum","description","execution_time","installed_on","success","version") VALUES (X'64C956C1EA1800E9CB52827DAF5C702F3388DC1649C8A04DC1188E81E90FFCA00B4FBAF3BC1ED40F964294656C2CEFB6','customers',736496,'2026-11-22 06:10:54',1,1);
INSERT INTO _sqlx_migrations ("checksum","description","execution_time","installed_on","success","version") VALUES (X'C4C55B65E5AF5D561C0FB9608E808E1F40A9906ECCB5A5E9DA43764F7B4C10A07F052C73E4CD461A19EF61C166C1F710','objects',333146,'2026-11-22 06:10:54',1,910001);
INSERT INTO _sqlx_migrations ("checksum","description","execution_time","installed_on","success","version") VALUES (X'E7D7216699EC9D713F1CF78B771629741BF024DB7BDEE675359065844CED64119976D8CC42A48813683121FD48FBB893','bus',526604,'2026-11-22 06:10:54',1,900001);
INSERT INTO bus_cursor ("grp","pos","source") VALUES ('cim-customer',19,'unified_admin');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('36179540-47c9-5c4c-939e-87151541fbe5','01a201e1-0c89-75d9-857c-fa58f1db7daa',1795327855756,X'0A2430316132303165312D306338392D373564392D383537632D6661353866316462376461611203416E6118012292027B226964223A2230316132303165312D306338392D373564392D383537632D666135386631646237646161222C2266697273744E616D65223A22416E61222C226973416E6F6E796D6F7573223A747275652C2270686F6E654E756D626572223A5B5D2C22656D61696C223A5B5D2C226C6162656C73223A5B5D2C2261747472696275746573223A7B22776562223A5B2230316132303165312D306337652D373337312D616139612D316664616639346264656466225D7D2C2276657273696F6E223A312C22637265617465644174223A22323032362D31312D32325430363A31303A35352E3735335A222C22757064617465644174223A22323032362D31312D32325430363A31303A35352E3735335A227D2801',1,1,'default','cim_customer.customer_changed.v1','00-01a201e10c85764294355628f5512c08-9435562954c171e5-01','CREATED');
INSERT INTO contact ("customer_id","kind","tenant","value") VALUES ('01a201e1-0c89-75d9-857c-fa58f1db7daa','a:web','default','01a201e1-0c7e-7371-aa9a-1fdaf94bdedf');
INSERT INTO customer ("created_at","doc","id","search","tenant","updated_at","version") VALUES (1795327855753,'{"firstName":"Ana","isAnonymous":true,"phoneNumber":[],"email":[],"labels":[],"attributes":{"web":["01a201e1-0c7e-7371-aa9a-1fdaf94bdedf"]}}','01a201e1-0c89-75d9-857c-fa58f1db7daa','ana
01a201e1-0c7e-7371-aa9a-1fdaf94bdedf','default',1795327855753,1);
INSERT INTO identity ("channel_type","customer_id","identifier","tenant") VALUES ('WEB','01a201e1-0c89-75d9-857c-fa58f1db7daa','01a201e1-0c7e-7371-aa9a-1fdaf94bdedf','default');
INSERT INTO sqlite_sequence ("name","seq") VALUES ('bus_outbox',1);
