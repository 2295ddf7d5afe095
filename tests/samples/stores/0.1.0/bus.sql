CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);
CREATE TABLE bus_group (grp TEXT NOT NULL, source TEXT NOT NULL, consumer TEXT NOT NULL, PRIMARY KEY (grp, source));
INSERT INTO _sqlx_migrations ("checksum","description","execution_time","installed_on","success","version") VALUES (X'3E844C2066043BD00D9E0C7CD51E6BE072430B39B113A9325D000C9FAB15BB0FA539AAF7DB9148A9B03B2256D36D8271','groups',384311,'2026-11-22 06:10:55',1,1);
INSERT INTO bus_group ("consumer","grp","source") VALUES ('bot_framework','bot-framework','conversation_manager');
INSERT INTO bus_group ("consumer","grp","source") VALUES ('ccm','ccm','conversation_manager');
INSERT INTO bus_group ("consumer","grp","source") VALUES ('cim_customer','cim-customer','unified_admin');
INSERT INTO bus_group ("consumer","grp","source") VALUES ('conversation_controller','conversation-controller','conversation_manager');
INSERT INTO bus_group ("consumer","grp","source") VALUES ('conversation_manager','conversation-manager','routing_engine');
INSERT INTO bus_group ("consumer","grp","source") VALUES ('unified_admin','unified-admin','bot_framework');
INSERT INTO bus_group ("consumer","grp","source") VALUES ('unified_admin','unified-admin','ccm');
INSERT INTO bus_group ("consumer","grp","source") VALUES ('unified_admin','unified-admin','cim_customer');
INSERT INTO bus_group ("consumer","grp","source") VALUES ('unified_admin','unified-admin','conversation_controller');
INSERT INTO bus_group ("consumer","grp","source") VALUES ('unified_admin','unified-admin','routing_engine');
INSERT INTO bus_group ("consumer","grp","source") VALUES ('unified_admin','unified-admin','unified_admin');
