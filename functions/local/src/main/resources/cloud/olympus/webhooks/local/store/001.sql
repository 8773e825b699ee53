-- Times are milliseconds since 1970. Nothing here is read by anybody but this package.

CREATE TABLE events (
  seq           INTEGER PRIMARY KEY,  -- the order of acceptance
  tenant        TEXT NOT NULL,
  id            TEXT NOT NULL,
  type          TEXT NOT NULL,
  digest        TEXT NOT NULL,        -- tells two contents under one id apart
  accepted_at   INTEGER NOT NULL,
  claim         TEXT,                 -- token of the pass that holds it; null once outcomes are recorded
  claimed_until INTEGER,
  envelope      TEXT NOT NULL,
  deliveries    TEXT NOT NULL         -- compact outcomes, see SummaryText
);
CREATE UNIQUE INDEX events_by_key ON events (tenant, id);
CREATE INDEX events_by_tenant ON events (tenant, seq);
CREATE INDEX events_by_type ON events (tenant, type, seq);
CREATE INDEX events_by_age ON events (accepted_at);

CREATE TABLE event_webhooks (
  webhook TEXT NOT NULL,
  seq     INTEGER NOT NULL,
  PRIMARY KEY (webhook, seq)
) WITHOUT ROWID;

CREATE TABLE deliveries (
  id         TEXT PRIMARY KEY,
  tenant     TEXT NOT NULL,
  webhook    TEXT NOT NULL,
  event_type TEXT NOT NULL,
  state      TEXT NOT NULL,
  due_at     INTEGER NOT NULL,
  epoch      INTEGER NOT NULL,        -- of the holder that wrote last
  reason     TEXT,
  attempts   TEXT NOT NULL,           -- JSON, see AttemptsJson
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE INDEX deliveries_by_due ON deliveries (webhook, state, due_at);
CREATE INDEX deliveries_by_age ON deliveries (webhook, created_at);
CREATE INDEX deliveries_unfinished ON deliveries (created_at) WHERE state IN ('pending', 'held');
CREATE INDEX deliveries_finished ON deliveries (created_at) WHERE state NOT IN ('pending', 'held');

CREATE TABLE lanes (
  tenant       TEXT NOT NULL,
  webhook      TEXT NOT NULL,
  epoch        INTEGER NOT NULL,
  leased_until INTEGER,               -- null when free
  next_wake    INTEGER,               -- noted since the lease was taken, or since it was parked
  PRIMARY KEY (webhook, tenant)
) WITHOUT ROWID;

CREATE TABLE wakeups (
  tenant  TEXT NOT NULL,
  webhook TEXT NOT NULL,
  epoch   INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (webhook, tenant, epoch, at)
) WITHOUT ROWID;
CREATE INDEX wakeups_by_time ON wakeups (at);

CREATE TABLE bus (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,  -- also the message id: never used twice
  topic      TEXT NOT NULL,
  attributes TEXT NOT NULL,
  data       BLOB NOT NULL,
  published  INTEGER NOT NULL,
  attempts   INTEGER NOT NULL DEFAULT 0,
  retry_at   INTEGER                             -- null until a push was refused
);
CREATE INDEX bus_by_retry ON bus (retry_at) WHERE retry_at IS NOT NULL;

CREATE TABLE subscriptions (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant  TEXT NOT NULL,
  id      TEXT NOT NULL,
  version INTEGER NOT NULL,
  body    TEXT NOT NULL,              -- JSON, see SubscriptionJson
  UNIQUE (tenant, id)
);

CREATE TABLE dead_letters (
  seq      INTEGER PRIMARY KEY AUTOINCREMENT,
  id       TEXT NOT NULL UNIQUE,
  tenant   TEXT,
  reason   TEXT NOT NULL,
  detail   TEXT NOT NULL,
  event_id TEXT,
  body     TEXT NOT NULL,
  at       INTEGER NOT NULL
);
CREATE INDEX dead_letters_by_tenant ON dead_letters (tenant, seq);
CREATE INDEX dead_letters_by_age ON dead_letters (at);

CREATE TABLE idempotency_keys (
  scope        TEXT NOT NULL,
  key          TEXT NOT NULL,
  fingerprint  TEXT NOT NULL,
  answer       BLOB,                  -- null while the first request runs
  locked_until INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (expires_at);

CREATE TABLE payment_accounts (
  account  TEXT PRIMARY KEY,
  tenant   TEXT NOT NULL,
  location TEXT
);

CREATE TABLE payment_owners (
  payment    TEXT PRIMARY KEY,
  tenant     TEXT NOT NULL,
  location   TEXT,
  expires_at INTEGER NOT NULL
);
CREATE INDEX payment_owners_by_age ON payment_owners (expires_at);
