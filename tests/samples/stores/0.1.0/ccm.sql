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
CREATE TABLE live_session (
    tenant TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    customer_identifier TEXT NOT NULL,
    session_id TEXT NOT NULL,
    PRIMARY KEY (tenant, channel_id, customer_identifier)
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
CREATE TABLE session (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    service_identifier TEXT NOT NULL,
    customer_identifier TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    customer_name TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    state TEXT NOT NULL,
    reason_code TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    -- Whether the conversation's log has the start.
    announced BIGINT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX bus_outbox_key ON bus_outbox (key, pos);
CREATE UNIQUE INDEX bus_waiting_event ON bus_waiting (grp, source, key, topic, sequence);
CREATE UNIQUE INDEX object_name ON object (tenant, kind, name);
CREATE INDEX session_conversation ON session (tenant, conversation_id);
CREATE INDEX session_identity ON session (tenant, channel_id, customer_identifier, started_at);
INSERT INTO _sqlx_migrations ("checksum","description","execution_time","installed_on","success","version") VALUES (X'44986D9B9966958CF92EB4AE3C9E2073E2C4ED959849280DC03DA6A8007FE9D68F3E26E9494B67D8347A9939764FD66F','bus on a broker',656016,'2026-11-22 06:10:54',1,900002);
INSERT INTO _sqlx_migrations ("checksum","description","execution_time","installed_on","success","version") VALUES (X'4B11E85C89E13A2618D9CC939E2BF61F5B45DC7CAA9A2598AE17A923078CAE507BA8B7E275D15D24E173E47188C44203','sessions',533523,'2026-11-22 06:10:54',1,1);
INSERT INTO _sqlx_migrations ("checksum","description","execution_time","installed_on","success","version") VALUES (X'C4C55B65E5AF5D561C0FB9608E808E1F40A9906ECCB5A5E9DA43764F7B4C10A07F052C73E4CD461A19EF61C166C1F710','objects',496819,'2026-11-22 06:10:54',1,910001);
INSERT INTO _sqlx_migrations ("checksum","description","execution_time","installed_on","success","version") VALUES (X'E7D7216699EC9D713F1CF78B771629741BF024DB7BDEE675359065844CED64119976D8CC42A48813683121FD48FBB893','bus',545261,'2026-11-22 06:10:54',1,900001);
INSERT INTO bus_cursor ("grp","pos","source") VALUES ('ccm',16,'conversation_manager');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('3fef5ff5-2bee-587f-82fb-e89ad846066c','channel:0192a000-0000-7000-8000-000000000042',1795327855607,X'0A076368616E6E656C122430313932613030302D303030302D373030302D383030302D30303030303030303030343222BF027B226E616D65223A2253686F702063686174222C22736572766963654964656E746966696572223A2235313535222C226368616E6E656C54797065223A22574542222C22636F6E6E6563746F72223A22222C22656E61626C6564223A747275652C22626F744964223A2230313932613030302D303030302D373030302D383030302D303030303030303030303331222C22626F744E616D65223A22526F62696E222C227175657565223A2230313932613030302D303030302D373030302D383030302D303030303030303030303231222C22726F7574696E674D6F6465223A2250555348222C22637573746F6D6572416374697669747954696D656F75745365636F6E6473223A3930302C226167656E745265717565737454746C5365636F6E6473223A3630302C226C65676163794964656E74697479223A66616C73657D280132086F70657261746F723A093132372E302E302E31',2,1,'default','ccm.config_changed.v1','00-01a201e10bf27477992442f59e68cf0a-992442f6070f8e86-01','channel');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('72bb8952-3379-5706-8e1e-3c219087cec4','widget-config:01a201e1-0bfa-75e1-b467-8e790b1ec71f',1795327855614,X'0A0D7769646765742D636F6E666967122430316132303165312D306266612D373565312D623436372D38653739306231656337316622B4047B227769646765744964656E746966696572223A2264656D6F222C22736572766963654964656E746966696572223A2235313535222C227469746C65223A224C617263682026204C696E656E222C227375625469746C65223A22576520757375616C6C7920616E737765722077697468696E2061206D696E757465222C227468656D65223A7B227072696D617279223A2223316636663563222C226461726B223A226175746F227D2C226C616E6775616765223A226175746F222C22656E61626C65456D6F6A69223A747275652C22656E61626C655472616E736372697074223A747275652C226C6F676F54657874223A224C4C222C226F66666C696E654D657373616765223A2257652061726520636C6F736564207269676874206E6F772E204C656176652061206D65737361676520616E642077652077696C6C20636F6D65206261636B20746F20796F752E222C22666F726D223A7B226964223A227072652D63686174222C227469746C65223A224265666F7265207765207374617274222C226669656C6473223A5B7B226B6579223A2266697273744E616D65222C226C6162656C223A22596F7572206E616D65222C2274797065223A2274657874222C227265717569726564223A747275652C226D61784C656E677468223A36307D2C7B226B6579223A22656D61696C222C226C6162656C223A22452D6D61696C222C2274797065223A22656D61696C222C227265717569726564223A66616C73652C226D61784C656E677468223A3132307D5D7D7D280132086F70657261746F723A093132372E302E302E31',3,1,'default','ccm.config_changed.v1','00-01a201e10bfa75e1b4678e77b8300faf-b4678e78408ab297-01','widget-config');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('c27ebd8d-8377-595f-b338-8983ab797637','channel-type:0192a000-0000-7000-8000-000000000041',1795327855600,X'0A0C6368616E6E656C2D74797065122430313932613030302D303030302D373030302D383030302D303030303030303030303431225D7B226E616D65223A22574542222C226C6F676F223A22776562222C22696E746572616374697665223A747275652C226D72644964223A2230313932613030302D303030302D373030302D383030302D303030303030303030303031227D280132086F70657261746F723A093132372E302E302E31',1,1,'default','ccm.config_changed.v1','00-01a201e10bec7562a7253101ea368fa4-a7253102cf0e80b9-01','channel-type');
INSERT INTO bus_sequence ("key","last","topic") VALUES ('channel-type:0192a000-0000-7000-8000-000000000041',1,'ccm.config_changed.v1');
INSERT INTO bus_sequence ("key","last","topic") VALUES ('channel:0192a000-0000-7000-8000-000000000042',1,'ccm.config_changed.v1');
INSERT INTO bus_sequence ("key","last","topic") VALUES ('widget-config:01a201e1-0bfa-75e1-b467-8e790b1ec71f',1,'ccm.config_changed.v1');
INSERT INTO live_session ("channel_id","customer_identifier","session_id","tenant") VALUES ('0192a000-0000-7000-8000-000000000042','01a201e1-0c7e-7371-aa9a-1fdaf94bdedf','01a201e1-0cb9-7687-be8b-a251ec41d975','default');
INSERT INTO object ("doc","id","kind","name","tenant","updated_at","updated_by","version") VALUES ('{"name":"Shop chat","serviceIdentifier":"5155","channelType":"WEB","connector":"","enabled":true,"botId":"0192a000-0000-7000-8000-000000000031","botName":"Robin","queue":"0192a000-0000-7000-8000-000000000021","routingMode":"PUSH","customerActivityTimeoutSeconds":900,"agentRequestTtlSeconds":600,"legacyIdentity":false}','0192a000-0000-7000-8000-000000000042','channel','Shop chat','default',1795327855605,'operator',1);
INSERT INTO object ("doc","id","kind","name","tenant","updated_at","updated_by","version") VALUES ('{"name":"WEB","logo":"web","interactive":true,"mrdId":"0192a000-0000-7000-8000-000000000001"}','0192a000-0000-7000-8000-000000000041','channel-type','WEB','default',1795327855597,'operator',1);
INSERT INTO object ("doc","id","kind","name","tenant","updated_at","updated_by","version") VALUES ('{"widgetIdentifier":"demo","serviceIdentifier":"5155","title":"Larch & Linen","subTitle":"We usually answer within a minute","theme":{"primary":"#1f6f5c","dark":"auto"},"language":"auto","enableEmoji":true,"enableTranscript":true,"logoText":"LL","offlineMessage":"We are closed right now. Leave a message and we will come back to you.","form":{"id":"pre-chat","title":"Before we start","fields":[{"key":"firstName","label":"Your name","type":"text","required":true,"maxLength":60},{"key":"email","label":"E-mail","type":"email","required":false,"maxLength":120}]}}','01a201e1-0bfa-75e1-b467-8e790b1ec71f','widget-config','demo','default',1795327855612,'operator',1);
INSERT INTO session ("announced","channel_id","conversation_id","customer_id","customer_identifier","customer_name","data","ended_at","id","reason_code","service_identifier","started_at","state","tenant") VALUES (1,'0192a000-0000-7000-8000-000000000042','01a201e1-0ca4-7096-9c76-952ee7da2256','01a201e1-0c89-75d9-857c-fa58f1db7daa','01a201e1-0c7e-7371-aa9a-1fdaf94bdedf','Ana','{"browserDeviceInfo":{"browserName":"test","deviceType":"desktop"},"formData":{"attributes":[{"key":"firstName","type":"string","value":"Ana"}],"formId":"pre-chat"},"locale":{"language":"en"},"queue":""}',NULL,'01a201e1-0cb9-7687-be8b-a251ec41d975','','5155',1795327855801,'STARTED','default');
INSERT INTO sqlite_sequence ("name","seq") VALUES ('bus_outbox',3);
