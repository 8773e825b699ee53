CREATE TABLE tenant_keys (
  handle  TEXT PRIMARY KEY,           -- of the tenant, see TenantKeySet
  tenant  TEXT NOT NULL,
  version INTEGER NOT NULL,
  keys    TEXT NOT NULL               -- JSON, see TenantKeysJson
) WITHOUT ROWID;
