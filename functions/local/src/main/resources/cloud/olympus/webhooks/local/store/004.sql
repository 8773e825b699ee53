-- Order by key: the index ends in the rowid, and what is added later has a higher one.
ALTER TABLE deliveries ADD COLUMN ordering_key TEXT;
CREATE INDEX deliveries_by_key ON deliveries (webhook, ordering_key)
  WHERE ordering_key IS NOT NULL AND state IN ('first', 'pending', 'held');

-- The bus hands out tenant by tenant, and one message at a time of each ordering key.
ALTER TABLE bus ADD COLUMN tenant TEXT NOT NULL DEFAULT '';
ALTER TABLE bus ADD COLUMN ordering_key TEXT;
CREATE INDEX bus_by_tenant ON bus (tenant, seq);
CREATE INDEX bus_by_key ON bus (tenant, ordering_key, seq) WHERE ordering_key IS NOT NULL;
