CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);
CREATE TABLE audit (
    pos INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL,
    at BIGINT NOT NULL,
    service TEXT NOT NULL,
    kind TEXT NOT NULL,
    object TEXT NOT NULL,
    action TEXT NOT NULL,
    actor TEXT NOT NULL,
    address TEXT NOT NULL,
    version BIGINT NOT NULL,
    before_json TEXT NOT NULL,
    after_json TEXT NOT NULL
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
CREATE TABLE credential (
    tenant TEXT NOT NULL,
    user_id TEXT NOT NULL,
    hash TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, user_id)
);
CREATE TABLE installation (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
CREATE TABLE link (
    digest TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    user_id TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
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
CREATE TABLE refresh (
    digest TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    session_id TEXT NOT NULL,
    rotated_at BIGINT
);
CREATE TABLE session (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    method TEXT NOT NULL,
    secret TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_tenant ON audit (tenant, pos);
CREATE INDEX bus_outbox_key ON bus_outbox (key, pos);
CREATE UNIQUE INDEX bus_waiting_event ON bus_waiting (grp, source, key, topic, sequence);
CREATE INDEX link_user ON link (tenant, user_id);
CREATE UNIQUE INDEX object_name ON object (tenant, kind, name);
CREATE INDEX refresh_session ON refresh (tenant, session_id);
CREATE INDEX session_by_user ON session (tenant, user_id);
INSERT INTO _sqlx_migrations ("checksum","description","execution_time","installed_on","success","version") VALUES (X'44986D9B9966958CF92EB4AE3C9E2073E2C4ED959849280DC03DA6A8007FE9D68F3E26E9494B67D8347A9939764FD66F','bus on a broker',471061,'2026-11-22 06:10:55',1,900002);
INSERT INTO _sqlx_migrations ("checksum","description","execution_time","installed_on","success","version") VALUES (X'C4C55B65E5AF5D561C0FB9608E808E1F40A9906ECCB5A5E9DA43764F7B4C10A07F052C73E4CD461A19EF61C166C1F710','objects',336661,'2026-11-22 06:10:55',1,910001);
INSERT INTO _sqlx_migrations ("checksum","description","execution_time","installed_on","success","version") VALUES (X'E564B5971465819BDBE1DCF39DBC1FEF632B3D3F6B440D8F98B5997952B469B110CE7F012A104A62F0D6CB32310701B2','users and audit',1017904,'2026-11-22 06:10:55',1,1);
INSERT INTO _sqlx_migrations ("checksum","description","execution_time","installed_on","success","version") VALUES (X'E7D7216699EC9D713F1CF78B771629741BF024DB7BDEE675359065844CED64119976D8CC42A48813683121FD48FBB893','bus',824436,'2026-11-22 06:10:55',1,900001);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','operator','127.0.0.1','{"afterRona":"NOT_READY","agentResponseSeconds":60,"description":"","graceSeconds":15,"mrdId":"0192a000-0000-7000-8000-000000000001","name":"Sales","offerSeconds":60,"order":{"policy":"STRICT","secondsPerPriority":60},"priority":2,"serviceLevelThresholdSeconds":30,"serviceLevelType":1,"stepMode":"CUMULATIVE","steps":[{"expression":"sales == true && english >= 5","waitSeconds":20},{"expression":"true","waitSeconds":0}],"ttlSeconds":0,"wrapUp":{"enabled":true,"seconds":60}}',1795327855561,'','queue','0192a000-0000-7000-8000-000000000022',29,'routing_engine','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','operator','127.0.0.1','{"afterRona":"NOT_READY","agentResponseSeconds":60,"description":"","graceSeconds":15,"mrdId":"0192a000-0000-7000-8000-000000000001","name":"Support","offerSeconds":60,"order":{"policy":"STRICT","secondsPerPriority":60},"priority":1,"serviceLevelThresholdSeconds":60,"serviceLevelType":1,"stepMode":"CUMULATIVE","steps":[{"expression":"english >= 5","waitSeconds":10},{"expression":"true","waitSeconds":0}],"ttlSeconds":0,"wrapUp":{"enabled":true,"seconds":60}}',1795327855549,'','queue','0192a000-0000-7000-8000-000000000021',28,'routing_engine','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','operator','127.0.0.1','{"agentRequestTtlSeconds":600,"botId":"0192a000-0000-7000-8000-000000000031","botName":"Robin","channelType":"WEB","connector":"","customerActivityTimeoutSeconds":900,"enabled":true,"legacyIdentity":false,"name":"Shop chat","queue":"0192a000-0000-7000-8000-000000000021","routingMode":"PUSH","serviceIdentifier":"5155"}',1795327855607,'','channel','0192a000-0000-7000-8000-000000000042',35,'ccm','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','operator','127.0.0.1','{"attributes":{"english":7},"mrds":{"0192a000-0000-7000-8000-000000000001":5},"name":"Bob Haddad"}',1795327855583,'','agent','abfe62d4-453f-5216-af27-d42ef0dffab7',31,'routing_engine','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','operator','127.0.0.1','{"attributes":{"english":9,"sales":1},"mrds":{"0192a000-0000-7000-8000-000000000001":5},"name":"Alice Weber"}',1795327855572,'','agent','843f3db4-486e-529e-b929-f110e557fd55',30,'routing_engine','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','operator','127.0.0.1','{"autoSync":true,"description":"Conversations in text","interruptible":true,"maxRequests":5,"name":"CHAT","type":"CHAT"}',1795327855519,'','mrd','0192a000-0000-7000-8000-000000000001',25,'routing_engine','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','operator','127.0.0.1','{"defaultValue":0,"description":"Knows prices and offers","name":"sales","type":"BOOLEAN"}',1795327855539,'','attribute','0192a000-0000-7000-8000-000000000012',27,'routing_engine','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','operator','127.0.0.1','{"defaultValue":5,"description":"Speaks English","name":"english","type":"PROFICIENCY_LEVEL"}',1795327855529,'','attribute','0192a000-0000-7000-8000-000000000011',26,'routing_engine','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','operator','127.0.0.1','{"definition":{"fallback":"I did not understand that. Could you put it in other words, or shall I fetch a person?","fallbackLimit":2,"faqs":[{"answer":"We are open Monday to Friday from 9:00 to 18:00, and on Saturday from 10:00 to 14:00.","keywords":[["open","opening","hours"],["hours","open","when","time","times","today"]],"name":"opening-hours"},{"answer":"Delivery takes two to three working days and is free from 50 euros.","keywords":[["delivery","deliver","shipping","ship"]],"name":"delivery"},{"answer":"You can return anything within 30 days. The label is in the parcel.","keywords":[["return","returns","refund"]],"name":"returns"}],"greeting":"Hello! I am Robin, the shop''s assistant. Ask me about opening hours, delivery or returns – or say that you want to talk to a person.","handover":{"phrases":["talk to a person","talk to a human","speak to a person","speak to someone","human","agent","operator","real person"],"text":"Of course. I am looking for a colleague who can help you."}},"name":"Robin","type":"BUILT_IN"}',1795327855593,'','bot','0192a000-0000-7000-8000-000000000031',32,'bot_framework','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','operator','127.0.0.1','{"enableEmoji":true,"enableTranscript":true,"form":{"fields":[{"key":"firstName","label":"Your name","maxLength":60,"required":true,"type":"text"},{"key":"email","label":"E-mail","maxLength":120,"required":false,"type":"email"}],"id":"pre-chat","title":"Before we start"},"language":"auto","logoText":"LL","offlineMessage":"We are closed right now. Leave a message and we will come back to you.","serviceIdentifier":"5155","subTitle":"We usually answer within a minute","theme":{"dark":"auto","primary":"#1f6f5c"},"title":"Larch & Linen","widgetIdentifier":"demo"}',1795327855614,'','widget-config','01a201e1-0bfa-75e1-b467-8e790b1ec71f',34,'ccm','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','operator','127.0.0.1','{"interactive":true,"logo":"web","mrdId":"0192a000-0000-7000-8000-000000000001","name":"WEB"}',1795327855600,'','channel-type','0192a000-0000-7000-8000-000000000041',33,'ccm','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','svc:unified-admin','','{"categoryName":"Complaint","values":["Delivery","Product","Service","Invoice"]}',1795327855409,'','wrap_up_code','0f807e58-7e45-5774-a0a7-e4b8470d0aa9',9,'unified_admin','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','svc:unified-admin','','{"categoryName":"Sales","values":["Order placed","Quote sent","Not interested","Call back later"]}',1795327855401,'','wrap_up_code','567cc37e-5552-52a2-9320-2afa23781f01',3,'unified_admin','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','svc:unified-admin','','{"categoryName":"Support","values":["Solved","Passed on","Needs follow-up","Known problem"]}',1795327855403,'','wrap_up_code','b30f1ad8-c58d-5994-9aed-a93574fa2d3c',8,'unified_admin','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','svc:unified-admin','','{"code":"BREAK","description":"A short break","name":"Break","type":"NOT_READY"}',1795327855385,'','reason','a6295daf-f30c-5b79-b50d-b3bcc493a97c',2,'unified_admin','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','svc:unified-admin','','{"code":"END_OF_SHIFT","description":"Done for today","name":"End of shift","type":"LOGOUT"}',1795327855399,'','reason','1fc67605-3554-5551-8094-8aee75436a93',6,'unified_admin','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','svc:unified-admin','','{"code":"LUNCH","description":"Away for lunch","name":"Lunch","type":"NOT_READY"}',1795327855386,'','reason','f08d65d1-0384-524f-ad97-c17fbaa4e03b',1,'unified_admin','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','svc:unified-admin','','{"code":"MEETING","description":"In a meeting","name":"Meeting","type":"NOT_READY"}',1795327855395,'','reason','ec53c16a-c863-52c1-bb58-0a0780d801fc',5,'unified_admin','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','svc:unified-admin','','{"code":"TRAINING","description":"In a training","name":"Training","type":"NOT_READY"}',1795327855392,'','reason','384f335d-6e9d-56f5-9fad-fa53899fadbb',4,'unified_admin','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','svc:unified-admin','','{"description":"","name":"Front line","secondarySupervisorIds":[],"supervisorId":"efbcd18e-1cc6-5042-a1ef-cb4db4216209"}',1795327855435,'','team','07ac38a4-2570-5ebc-9cd3-c43eeb71944b',15,'unified_admin','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','svc:unified-admin','','{"description":"Asked by the chat window before a conversation begins.","sections":[{"questions":[{"help":"","key":"first_name","label":"Your name","options":[],"required":true,"type":"TEXT"},{"help":"","key":"email","label":"E-mail","options":[],"required":false,"type":"EMAIL"},{"help":"","key":"phone","label":"Phone","options":[],"required":false,"type":"PHONE"}],"title":""}],"title":"Before we chat"}',1795327855433,'','form','c6c0c9f0-3509-579f-a79f-9e0402e79105',14,'unified_admin','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','svc:unified-admin','','{"email":"","enabled":true,"name":"Administrator","roles":["admin","supervisor"],"teamId":"","username":"admin"}',1795327855448,'','user','349b5839-0bd3-56eb-9f10-c9c90d885066',17,'unified_admin','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','svc:unified-admin','','{"email":"","enabled":true,"name":"Alice Weber","roles":["agent"],"teamId":"07ac38a4-2570-5ebc-9cd3-c43eeb71944b","username":"alice"}',1795327855436,'','user','843f3db4-486e-529e-b929-f110e557fd55',18,'unified_admin','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','svc:unified-admin','','{"email":"","enabled":true,"name":"Bob Haddad","roles":["agent"],"teamId":"07ac38a4-2570-5ebc-9cd3-c43eeb71944b","username":"bob"}',1795327855439,'','user','abfe62d4-453f-5216-af27-d42ef0dffab7',19,'unified_admin','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','svc:unified-admin','','{"email":"","enabled":true,"name":"Sara Lindqvist","roles":["supervisor"],"teamId":"07ac38a4-2570-5ebc-9cd3-c43eeb71944b","username":"sara"}',1795327855445,'','user','efbcd18e-1cc6-5042-a1ef-cb4db4216209',20,'unified_admin','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','svc:unified-admin','','{"shortcut":"bye","text":"Thank you for your time. Have a good day!"}',1795327855430,'','canned_answer','6ca358d2-713e-5926-aeb3-a050057b4024',13,'unified_admin','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','svc:unified-admin','','{"shortcut":"hello","text":"Hello, thank you for getting in touch. How can I help you?"}',1795327855413,'','canned_answer','713605d9-698a-569a-a655-ec31f388cdfe',7,'unified_admin','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','svc:unified-admin','','{"shortcut":"moment","text":"One moment, please: I am looking into it."}',1795327855420,'','canned_answer','34f8356b-ec1a-5740-95b3-df5c3bd60261',11,'unified_admin','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','svc:unified-admin','','{"shortcut":"more","text":"Is there anything else I can do for you?"}',1795327855427,'','canned_answer','31e54a25-1ea6-57ad-ae17-23eeb4da6990',12,'unified_admin','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('created','svc:unified-admin','','{"shortcut":"order","text":"Could you tell me your order number, please?"}',1795327855425,'','canned_answer','8613de90-a97f-5fa4-97ba-2c66883924af',10,'unified_admin','default',1);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('link_issued','operator','127.0.0.1','',1795327855675,'','session','843f3db4-486e-529e-b929-f110e557fd55',37,'unified_admin','default',0);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('link_issued','svc:unified-admin','','',1795327855449,'','session','843f3db4-486e-529e-b929-f110e557fd55',16,'unified_admin','default',0);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('link_issued','svc:unified-admin','','',1795327855453,'','session','abfe62d4-453f-5216-af27-d42ef0dffab7',21,'unified_admin','default',0);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('link_issued','svc:unified-admin','','',1795327855459,'','session','efbcd18e-1cc6-5042-a1ef-cb4db4216209',22,'unified_admin','default',0);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('link_issued','svc:unified-admin','','',1795327855467,'','session','349b5839-0bd3-56eb-9f10-c9c90d885066',23,'unified_admin','default',0);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('signed_in','operator','127.0.0.1','',1795327855497,'','session','operator',24,'unified_admin','default',0);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('signed_in','operator','127.0.0.1','',1795327855664,'','session','operator',36,'unified_admin','default',0);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('signed_in','operator','127.0.0.1','',1795327856035,'','session','operator',39,'unified_admin','default',0);
INSERT INTO audit ("action","actor","address","after_json","at","before_json","kind","object","pos","service","tenant","version") VALUES ('signed_in_by_link','843f3db4-486e-529e-b929-f110e557fd55','127.0.0.1','',1795327855720,'','session','843f3db4-486e-529e-b929-f110e557fd55',38,'unified_admin','default',0);
INSERT INTO bus_cursor ("grp","pos","source") VALUES ('unified-admin',1,'bot_framework');
INSERT INTO bus_cursor ("grp","pos","source") VALUES ('unified-admin',19,'unified_admin');
INSERT INTO bus_cursor ("grp","pos","source") VALUES ('unified-admin',3,'ccm');
INSERT INTO bus_cursor ("grp","pos","source") VALUES ('unified-admin',8,'routing_engine');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('26bade32-77b9-567c-942f-dada13059222','wrap_up_code:0f807e58-7e45-5774-a0a7-e4b8470d0aa9',1795327855409,X'0A0C777261705F75705F636F6465122430663830376535382D376534352D353737342D613061372D65346238343730643061613922507B2263617465676F72794E616D65223A22436F6D706C61696E74222C2276616C756573223A5B2244656C6976657279222C2250726F64756374222C2253657276696365222C22496E766F696365225D7D280132117376633A756E69666965642D61646D696E',8,1,'default','unified_admin.config_changed.v1','','wrap_up_code');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('2f9095eb-904e-593b-97ae-dd0415d3d3bd','user:349b5839-0bd3-56eb-9f10-c9c90d885066',1795327855448,X'0A0475736572122433343962353833392D306264332D353665622D396631302D63396339306438383530363622707B22757365726E616D65223A2261646D696E222C226E616D65223A2241646D696E6973747261746F72222C22726F6C6573223A5B2261646D696E222C2273757065727669736F72225D2C227465616D4964223A22222C22656D61696C223A22222C22656E61626C6564223A747275657D280132117376633A756E69666965642D61646D696E',19,1,'default','unified_admin.config_changed.v1','','user');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('30935699-f39b-5c19-bfd0-84d7f3335f60','reason:a6295daf-f30c-5b79-b50d-b3bcc493a97c',1795327855385,X'0A06726561736F6E122461363239356461662D663330632D356237392D623530642D62336263633439336139376322507B226E616D65223A22427265616B222C226465736372697074696F6E223A22412073686F727420627265616B222C2274797065223A224E4F545F5245414459222C22636F6465223A22425245414B227D280132117376633A756E69666965642D61646D696E',1,1,'default','unified_admin.config_changed.v1','','reason');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('34caa106-a33f-59f3-a8f0-1616ca858bfe','reason:1fc67605-3554-5551-8094-8aee75436a93',1795327855399,X'0A06726561736F6E122431666336373630352D333535342D353535312D383039342D386165653735343336613933225C7B226E616D65223A22456E64206F66207368696674222C226465736372697074696F6E223A22446F6E6520666F7220746F646179222C2274797065223A224C4F474F5554222C22636F6465223A22454E445F4F465F5348494654227D280132117376633A756E69666965642D61646D696E',5,1,'default','unified_admin.config_changed.v1','','reason');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('43ac708e-536a-5ebb-9ffa-44bcf9688d04','reason:384f335d-6e9d-56f5-9fad-fa53899fadbb',1795327855392,X'0A06726561736F6E122433383466333335642D366539642D353666352D396661642D66613533383939666164626222567B226E616D65223A22547261696E696E67222C226465736372697074696F6E223A22496E206120747261696E696E67222C2274797065223A224E4F545F5245414459222C22636F6465223A22545241494E494E47227D280132117376633A756E69666965642D61646D696E',3,1,'default','unified_admin.config_changed.v1','','reason');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('45ad80fe-9920-5b37-9aba-25dd16cc954d','canned_answer:8613de90-a97f-5fa4-97ba-2c66883924af',1795327855425,X'0A0D63616E6E65645F616E73776572122438363133646539302D613937662D356661342D393762612D326336363838333932346166224A7B2273686F7274637574223A226F72646572222C2274657874223A22436F756C6420796F752074656C6C206D6520796F7572206F72646572206E756D6265722C20706C656173653F227D280132117376633A756E69666965642D61646D696E',11,1,'default','unified_admin.config_changed.v1','','canned_answer');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('569575cb-a919-524b-b7f6-31ebd6c6b8f6','reason:ec53c16a-c863-52c1-bb58-0a0780d801fc',1795327855395,X'0A06726561736F6E122465633533633136612D633836332D353263312D626235382D30613037383064383031666322537B226E616D65223A224D656574696E67222C226465736372697074696F6E223A22496E2061206D656574696E67222C2274797065223A224E4F545F5245414459222C22636F6465223A224D454554494E47227D280132117376633A756E69666965642D61646D696E',4,1,'default','unified_admin.config_changed.v1','','reason');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('57a38143-95ed-5b5a-983e-f400045a22f3','user:abfe62d4-453f-5216-af27-d42ef0dffab7',1795327855439,X'0A0475736572122461626665363264342D343533662D353231362D616632372D6434326566306466666162372282017B22757365726E616D65223A22626F62222C226E616D65223A22426F6220486164646164222C22726F6C6573223A5B226167656E74225D2C227465616D4964223A2230376163333861342D323537302D356562632D396364332D633433656562373139343462222C22656D61696C223A22222C22656E61626C6564223A747275657D280132117376633A756E69666965642D61646D696E',17,1,'default','unified_admin.config_changed.v1','','user');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('62e8979a-97b4-5075-8920-deb7ccc3978c','wrap_up_code:567cc37e-5552-52a2-9320-2afa23781f01',1795327855401,X'0A0C777261705F75705F636F6465122435363763633337652D353535322D353261322D393332302D32616661323337383166303122627B2263617465676F72794E616D65223A2253616C6573222C2276616C756573223A5B224F7264657220706C61636564222C2251756F74652073656E74222C224E6F7420696E7465726573746564222C2243616C6C206261636B206C61746572225D7D280132117376633A756E69666965642D61646D696E',6,1,'default','unified_admin.config_changed.v1','','wrap_up_code');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('77649fd8-8600-5d43-a224-8400cee9e6b6','reason:f08d65d1-0384-524f-ad97-c17fbaa4e03b',1795327855386,X'0A06726561736F6E122466303864363564312D303338342D353234662D616439372D63313766626161346530336222517B226E616D65223A224C756E6368222C226465736372697074696F6E223A224177617920666F72206C756E6368222C2274797065223A224E4F545F5245414459222C22636F6465223A224C554E4348227D280132117376633A756E69666965642D61646D696E',2,1,'default','unified_admin.config_changed.v1','','reason');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('7fcf8e78-b709-5ff5-8024-c8608da55a43','canned_answer:6ca358d2-713e-5926-aeb3-a050057b4024',1795327855430,X'0A0D63616E6E65645F616E73776572122436636133353864322D373133652D353932362D616562332D61303530303537623430323422457B2273686F7274637574223A22627965222C2274657874223A225468616E6B20796F7520666F7220796F75722074696D652E2048617665206120676F6F642064617921227D280132117376633A756E69666965642D61646D696E',13,1,'default','unified_admin.config_changed.v1','','canned_answer');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('97c1a2ed-9cb5-5018-bb04-cb2c7951ed00','form:c6c0c9f0-3509-579f-a79f-9e0402e79105',1795327855433,X'0A04666F726D122463366330633966302D333530392D353739662D613739662D3965303430326537393130352296037B227469746C65223A224265666F72652077652063686174222C226465736372697074696F6E223A2241736B65642062792074686520636861742077696E646F77206265666F7265206120636F6E766572736174696F6E20626567696E732E222C2273656374696F6E73223A5B7B227469746C65223A22222C227175657374696F6E73223A5B7B226B6579223A2266697273745F6E616D65222C226C6162656C223A22596F7572206E616D65222C2268656C70223A22222C2274797065223A2254455854222C227265717569726564223A747275652C226F7074696F6E73223A5B5D7D2C7B226B6579223A22656D61696C222C226C6162656C223A22452D6D61696C222C2268656C70223A22222C2274797065223A22454D41494C222C227265717569726564223A66616C73652C226F7074696F6E73223A5B5D7D2C7B226B6579223A2270686F6E65222C226C6162656C223A2250686F6E65222C2268656C70223A22222C2274797065223A2250484F4E45222C227265717569726564223A66616C73652C226F7074696F6E73223A5B5D7D5D7D5D7D280132117376633A756E69666965642D61646D696E',14,1,'default','unified_admin.config_changed.v1','','form');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('ac8dd270-003f-59c9-a76c-202dec60b0b2','user:843f3db4-486e-529e-b929-f110e557fd55',1795327855436,X'0A0475736572122438343366336462342D343836652D353239652D623932392D6631313065353537666435352285017B22757365726E616D65223A22616C696365222C226E616D65223A22416C696365205765626572222C22726F6C6573223A5B226167656E74225D2C227465616D4964223A2230376163333861342D323537302D356562632D396364332D633433656562373139343462222C22656D61696C223A22222C22656E61626C6564223A747275657D280132117376633A756E69666965642D61646D696E',16,1,'default','unified_admin.config_changed.v1','','user');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('beda1572-5155-55af-a09e-2a10064ca515','canned_answer:713605d9-698a-569a-a655-ec31f388cdfe',1795327855413,X'0A0D63616E6E65645F616E73776572122437313336303564392D363938612D353639612D613635352D65633331663338386364666522587B2273686F7274637574223A2268656C6C6F222C2274657874223A2248656C6C6F2C207468616E6B20796F7520666F722067657474696E6720696E20746F7563682E20486F772063616E20492068656C7020796F753F227D280132117376633A756E69666965642D61646D696E',9,1,'default','unified_admin.config_changed.v1','','canned_answer');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('c76a0633-0d7d-5a8c-9cb9-bfb65a906b1a','canned_answer:31e54a25-1ea6-57ad-ae17-23eeb4da6990',1795327855427,X'0A0D63616E6E65645F616E73776572122433316535346132352D316561362D353761642D616531372D32336565623464613639393022457B2273686F7274637574223A226D6F7265222C2274657874223A22497320746865726520616E797468696E6720656C736520492063616E20646F20666F7220796F753F227D280132117376633A756E69666965642D61646D696E',12,1,'default','unified_admin.config_changed.v1','','canned_answer');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('cde1ec65-89e5-5d9e-ad34-a466149863a3','team:07ac38a4-2570-5ebc-9cd3-c43eeb71944b',1795327855435,X'0A047465616D122430376163333861342D323537302D356562632D396364332D63343365656237313934346222787B226E616D65223A2246726F6E74206C696E65222C226465736372697074696F6E223A22222C2273757065727669736F724964223A2265666263643138652D316363362D353034322D613165662D636234646234323136323039222C227365636F6E6461727953757065727669736F72496473223A5B5D7D280132117376633A756E69666965642D61646D696E',15,1,'default','unified_admin.config_changed.v1','','team');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('dbe7cd44-b02b-55d3-8e92-0102cbe8773e','canned_answer:34f8356b-ec1a-5740-95b3-df5c3bd60261',1795327855420,X'0A0D63616E6E65645F616E73776572122433346638333536622D656331612D353734302D393562332D64663563336264363032363122487B2273686F7274637574223A226D6F6D656E74222C2274657874223A224F6E65206D6F6D656E742C20706C656173653A204920616D206C6F6F6B696E6720696E746F2069742E227D280132117376633A756E69666965642D61646D696E',10,1,'default','unified_admin.config_changed.v1','','canned_answer');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('fd8bfa30-cd65-5b49-9886-6ea9b47294c2','user:efbcd18e-1cc6-5042-a1ef-cb4db4216209',1795327855445,X'0A0475736572122465666263643138652D316363362D353034322D613165662D636234646234323136323039228C017B22757365726E616D65223A2273617261222C226E616D65223A2253617261204C696E647176697374222C22726F6C6573223A5B2273757065727669736F72225D2C227465616D4964223A2230376163333861342D323537302D356562632D396364332D633433656562373139343462222C22656D61696C223A22222C22656E61626C6564223A747275657D280132117376633A756E69666965642D61646D696E',18,1,'default','unified_admin.config_changed.v1','','user');
INSERT INTO bus_outbox ("id","key","occurred_at","payload","pos","sequence","tenant","topic","traceparent","type") VALUES ('ff3247a7-6811-5f6a-b208-a8fa3df3edb8','wrap_up_code:b30f1ad8-c58d-5994-9aed-a93574fa2d3c',1795327855403,X'0A0C777261705F75705F636F6465122462333066316164382D633538642D353939342D396165642D613933353734666132643363225C7B2263617465676F72794E616D65223A22537570706F7274222C2276616C756573223A5B22536F6C766564222C22506173736564206F6E222C224E6565647320666F6C6C6F772D7570222C224B6E6F776E2070726F626C656D225D7D280132117376633A756E69666965642D61646D696E',7,1,'default','unified_admin.config_changed.v1','','wrap_up_code');
INSERT INTO bus_sequence ("key","last","topic") VALUES ('canned_answer:31e54a25-1ea6-57ad-ae17-23eeb4da6990',1,'unified_admin.config_changed.v1');
INSERT INTO bus_sequence ("key","last","topic") VALUES ('canned_answer:34f8356b-ec1a-5740-95b3-df5c3bd60261',1,'unified_admin.config_changed.v1');
INSERT INTO bus_sequence ("key","last","topic") VALUES ('canned_answer:6ca358d2-713e-5926-aeb3-a050057b4024',1,'unified_admin.config_changed.v1');
INSERT INTO bus_sequence ("key","last","topic") VALUES ('canned_answer:713605d9-698a-569a-a655-ec31f388cdfe',1,'unified_admin.config_changed.v1');
INSERT INTO bus_sequence ("key","last","topic") VALUES ('canned_answer:8613de90-a97f-5fa4-97ba-2c66883924af',1,'unified_admin.config_changed.v1');
INSERT INTO bus_sequence ("key","last","topic") VALUES ('form:c6c0c9f0-3509-579f-a79f-9e0402e79105',1,'unified_admin.config_changed.v1');
INSERT INTO bus_sequence ("key","last","topic") VALUES ('reason:1fc67605-3554-5551-8094-8aee75436a93',1,'unified_admin.config_changed.v1');
INSERT INTO bus_sequence ("key","last","topic") VALUES ('reason:384f335d-6e9d-56f5-9fad-fa53899fadbb',1,'unified_admin.config_changed.v1');
INSERT INTO bus_sequence ("key","last","topic") VALUES ('reason:a6295daf-f30c-5b79-b50d-b3bcc493a97c',1,'unified_admin.config_changed.v1');
INSERT INTO bus_sequence ("key","last","topic") VALUES ('reason:ec53c16a-c863-52c1-bb58-0a0780d801fc',1,'unified_admin.config_changed.v1');
INSERT INTO bus_sequence ("key","last","topic") VALUES ('reason:f08d65d1-0384-524f-ad97-c17fbaa4e03b',1,'unified_admin.config_changed.v1');
INSERT INTO bus_sequence ("key","last","topic") VALUES ('team:07ac38a4-2570-5ebc-9cd3-c43eeb71944b',1,'unified_admin.config_changed.v1');
INSERT INTO bus_sequence ("key","last","topic") VALUES ('user:349b5839-0bd3-56eb-9f10-c9c90d885066',1,'unified_admin.config_changed.v1');
INSERT INTO bus_sequence ("key","last","topic") VALUES ('user:843f3db4-486e-529e-b929-f110e557fd55',1,'unified_admin.config_changed.v1');
INSERT INTO bus_sequence ("key","last","topic") VALUES ('user:abfe62d4-453f-5216-af27-d42ef0dffab7',1,'unified_admin.config_changed.v1');
INSERT INTO bus_sequence ("key","last","topic") VALUES ('user:efbcd18e-1cc6-5042-a1ef-cb4db4216209',1,'unified_admin.config_changed.v1');
INSERT INTO bus_sequence ("key","last","topic") VALUES ('wrap_up_code:0f807e58-7e45-5774-a0a7-e4b8470d0aa9',1,'unified_admin.config_changed.v1');
INSERT INTO bus_sequence ("key","last","topic") VALUES ('wrap_up_code:567cc37e-5552-52a2-9320-2afa23781f01',1,'unified_admin.config_changed.v1');
INSERT INTO bus_sequence ("key","last","topic") VALUES ('wrap_up_code:b30f1ad8-c58d-5994-9aed-a93574fa2d3c',1,'unified_admin.config_changed.v1');
INSERT INTO installation ("name","value") VALUES ('first_start','done');
INSERT INTO installation ("name","value") VALUES ('operator_token','siUa4wNJHoAGp7tejL4Sozg_OEgCc_huxYsziR6WKNY');
INSERT INTO link ("digest","expires_at","tenant","used_at","user_id") VALUES ('5EkptKMvgkmW_OFlR6oCuhAbKNI6tYbZaFbJNaZtGK8',1795932655453,'default',NULL,'abfe62d4-453f-5216-af27-d42ef0dffab7');
INSERT INTO link ("digest","expires_at","tenant","used_at","user_id") VALUES ('D4rcE735gQsF3BJbZ9NYklXxYtBpVK_OEnS8KZ8qQ_U',1795932655459,'default',NULL,'efbcd18e-1cc6-5042-a1ef-cb4db4216209');
INSERT INTO link ("digest","expires_at","tenant","used_at","user_id") VALUES ('WJmW1TZe3qutpyUhuxIjqMBD2Yn3JuI328mGhcN7uS4',1795932655467,'default',NULL,'349b5839-0bd3-56eb-9f10-c9c90d885066');
INSERT INTO link ("digest","expires_at","tenant","used_at","user_id") VALUES ('pC3JUmPOcnQWFN1Mar9_md06kbu_FKASdyUmCXzEn4M',1795414255675,'default',1795327855718,'843f3db4-486e-529e-b929-f110e557fd55');
INSERT INTO object ("doc","id","kind","name","tenant","updated_at","updated_by","version") VALUES ('{"categoryName":"Complaint","values":["Delivery","Product","Service","Invoice"]}','0f807e58-7e45-5774-a0a7-e4b8470d0aa9','wrap_up_code','Complaint','default',1795327855404,'svc:unified-admin',1);
INSERT INTO object ("doc","id","kind","name","tenant","updated_at","updated_by","version") VALUES ('{"categoryName":"Sales","values":["Order placed","Quote sent","Not interested","Call back later"]}','567cc37e-5552-52a2-9320-2afa23781f01','wrap_up_code','Sales','default',1795327855400,'svc:unified-admin',1);
INSERT INTO object ("doc","id","kind","name","tenant","updated_at","updated_by","version") VALUES ('{"categoryName":"Support","values":["Solved","Passed on","Needs follow-up","Known problem"]}','b30f1ad8-c58d-5994-9aed-a93574fa2d3c','wrap_up_code','Support','default',1795327855402,'svc:unified-admin',1);
INSERT INTO object ("doc","id","kind","name","tenant","updated_at","updated_by","version") VALUES ('{"name":"Break","description":"A short break","type":"NOT_READY","code":"BREAK"}','a6295daf-f30c-5b79-b50d-b3bcc493a97c','reason','Break','default',1795327855374,'svc:unified-admin',1);
INSERT INTO object ("doc","id","kind","name","tenant","updated_at","updated_by","version") VALUES ('{"name":"End of shift","description":"Done for today","type":"LOGOUT","code":"END_OF_SHIFT"}','1fc67605-3554-5551-8094-8aee75436a93','reason','End of shift','default',1795327855396,'svc:unified-admin',1);
INSERT INTO object ("doc","id","kind","name","tenant","updated_at","updated_by","version") VALUES ('{"name":"Front line","description":"","supervisorId":"efbcd18e-1cc6-5042-a1ef-cb4db4216209","secondarySupervisorIds":[]}','07ac38a4-2570-5ebc-9cd3-c43eeb71944b','team','Front line','default',1795327855434,'svc:unified-admin',1);
INSERT INTO object ("doc","id","kind","name","tenant","updated_at","updated_by","version") VALUES ('{"name":"Lunch","description":"Away for lunch","type":"NOT_READY","code":"LUNCH"}','f08d65d1-0384-524f-ad97-c17fbaa4e03b','reason','Lunch','default',1795327855385,'svc:unified-admin',1);
INSERT INTO object ("doc","id","kind","name","tenant","updated_at","updated_by","version") VALUES ('{"name":"Meeting","description":"In a meeting","type":"NOT_READY","code":"MEETING"}','ec53c16a-c863-52c1-bb58-0a0780d801fc','reason','Meeting','default',1795327855394,'svc:unified-admin',1);
INSERT INTO object ("doc","id","kind","name","tenant","updated_at","updated_by","version") VALUES ('{"name":"Training","description":"In a training","type":"NOT_READY","code":"TRAINING"}','384f335d-6e9d-56f5-9fad-fa53899fadbb','reason','Training','default',1795327855387,'svc:unified-admin',1);
INSERT INTO object ("doc","id","kind","name","tenant","updated_at","updated_by","version") VALUES ('{"shortcut":"bye","text":"Thank you for your time. Have a good day!"}','6ca358d2-713e-5926-aeb3-a050057b4024','canned_answer','bye','default',1795327855428,'svc:unified-admin',1);
INSERT INTO object ("doc","id","kind","name","tenant","updated_at","updated_by","version") VALUES ('{"shortcut":"hello","text":"Hello, thank you for getting in touch. How can I help you?"}','713605d9-698a-569a-a655-ec31f388cdfe','canned_answer','hello','default',1795327855411,'svc:unified-admin',1);
INSERT INTO object ("doc","id","kind","name","tenant","updated_at","updated_by","version") VALUES ('{"shortcut":"moment","text":"One moment, please: I am looking into it."}','34f8356b-ec1a-5740-95b3-df5c3bd60261','canned_answer','moment','default',1795327855418,'svc:unified-admin',1);
INSERT INTO object ("doc","id","kind","name","tenant","updated_at","updated_by","version") VALUES ('{"shortcut":"more","text":"Is there anything else I can do for you?"}','31e54a25-1ea6-57ad-ae17-23eeb4da6990','canned_answer','more','default',1795327855426,'svc:unified-admin',1);
INSERT INTO object ("doc","id","kind","name","tenant","updated_at","updated_by","version") VALUES ('{"shortcut":"order","text":"Could you tell me your order number, please?"}','8613de90-a97f-5fa4-97ba-2c66883924af','canned_answer','order','default',1795327855424,'svc:unified-admin',1);
INSERT INTO object ("doc","id","kind","name","tenant","updated_at","updated_by","version") VALUES ('{"title":"Before we chat","description":"Asked by the chat window before a conversation begins.","sections":[{"title":"","questions":[{"key":"first_name","label":"Your name","help":"","type":"TEXT","required":true,"options":[]},{"key":"email","label":"E-mail","help":"","type":"EMAIL","required":false,"options":[]},{"key":"phone","label":"Phone","help":"","type":"PHONE","required":false,"options":[]}]}]}','c6c0c9f0-3509-579f-a79f-9e0402e79105','form','Before we chat','default',1795327855431,'svc:unified-admin',1);
INSERT INTO object ("doc","id","kind","name","tenant","updated_at","updated_by","version") VALUES ('{"username":"admin","name":"Administrator","roles":["admin","supervisor"],"teamId":"","email":"","enabled":true}','349b5839-0bd3-56eb-9f10-c9c90d885066','user','admin','default',1795327855447,'svc:unified-admin',1);
INSERT INTO object ("doc","id","kind","name","tenant","updated_at","updated_by","version") VALUES ('{"username":"alice","name":"Alice Weber","roles":["agent"],"teamId":"07ac38a4-2570-5ebc-9cd3-c43eeb71944b","email":"","enabled":true}','843f3db4-486e-529e-b929-f110e557fd55','user','alice','default',1795327855436,'svc:unified-admin',1);
INSERT INTO object ("doc","id","kind","name","tenant","updated_at","updated_by","version") VALUES ('{"username":"bob","name":"Bob Haddad","roles":["agent"],"teamId":"07ac38a4-2570-5ebc-9cd3-c43eeb71944b","email":"","enabled":true}','abfe62d4-453f-5216-af27-d42ef0dffab7','user','bob','default',1795327855438,'svc:unified-admin',1);
INSERT INTO object ("doc","id","kind","name","tenant","updated_at","updated_by","version") VALUES ('{"username":"sara","name":"Sara Lindqvist","roles":["supervisor"],"teamId":"07ac38a4-2570-5ebc-9cd3-c43eeb71944b","email":"","enabled":true}','efbcd18e-1cc6-5042-a1ef-cb4db4216209','user','sara','default',1795327855441,'svc:unified-admin',1);
INSERT INTO refresh ("digest","rotated_at","session_id","tenant") VALUES ('YQ28d9ZAd2ivavG4rpoxd28SFIRpai1G4TH7yTk6SOI',NULL,'01a201e1-0c68-77ac-a97c-e4232f469c04','default');
INSERT INTO session ("address","created_at","ended_at","id","method","secret","tenant","used_at","user_id") VALUES ('127.0.0.1',1795327855720,NULL,'01a201e1-0c68-77ac-a97c-e4232f469c04','link','SsyCpLQaXtCoXevj9623FkfQ0eEC6dEWQT1R_5FZQ_s','default',1795327855720,'843f3db4-486e-529e-b929-f110e557fd55');
INSERT INTO sqlite_sequence ("name","seq") VALUES ('audit',39);
INSERT INTO sqlite_sequence ("name","seq") VALUES ('bus_outbox',19);
