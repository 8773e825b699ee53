-- How endpoints do, what keeps them off the direct road, and what operators have stopped.

-- JSON, see EndpointState.numbers
ALTER TABLE lanes ADD COLUMN endpoint TEXT NOT NULL DEFAULT '{}';

CREATE TABLE flags (
  tenant  TEXT NOT NULL,
  webhook TEXT NOT NULL,
  kind    TEXT NOT NULL,
  until   INTEGER NOT NULL,
  PRIMARY KEY (tenant, webhook)
) WITHOUT ROWID;

CREATE TABLE kill_switches (
  tenant  TEXT NOT NULL,              -- '' for all
  webhook TEXT NOT NULL,              -- '' for all of the tenant
  reason  TEXT NOT NULL,
  since   INTEGER NOT NULL,
  PRIMARY KEY (tenant, webhook)
) WITHOUT ROWID;

-- What is unfinished is 'first', 'pending' (another attempt) or 'held': see Turn.
DROP INDEX deliveries_unfinished;
DROP INDEX deliveries_finished;
CREATE INDEX deliveries_finished ON deliveries (created_at) WHERE state NOT IN ('first', 'pending', 'held');
