-- Customers that became part of others, as cim-customer says.
CREATE TABLE merged_customer (
    tenant TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    merged_into TEXT NOT NULL,
    PRIMARY KEY (tenant, customer_id)
);
CREATE INDEX merged_customer_into ON merged_customer (tenant, merged_into);
