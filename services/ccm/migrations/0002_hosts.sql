-- Host names that tenants have claimed, copied from unified-admin. Not by tenant: it is asked before a tenant is known.
CREATE TABLE tenant_host (
    host TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL
);
CREATE INDEX tenant_host_tenant ON tenant_host (tenant);
