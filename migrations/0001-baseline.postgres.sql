-- 0001 baseline
-- Drafted by `lumia migrate new`, tried both ways, and to be read before it is kept. See lumia manual migrate.

-- up
CREATE OR REPLACE FUNCTION instr(text, text)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$SELECT strpos($1, $2)$function$
;
CREATE OR REPLACE FUNCTION lumia_now()
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $function$SELECT (extract(epoch FROM now()) * 1000000)::bigint$function$
;
CREATE TABLE account (
    id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    currency text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    lots text COLLATE "C" NOT NULL,
    cash text COLLATE "C" NOT NULL,
    household text COLLATE "C",
    benchmark text COLLATE "C",
    created bigint,
    CONSTRAINT account_cash_check CHECK ((cash = ANY (ARRAY['kept'::text, 'implied'::text]))),
    CONSTRAINT account_kind_check CHECK ((kind = ANY (ARRAY['taxable'::text, 'deferred'::text, 'free'::text]))),
    CONSTRAINT account_lots_check CHECK ((lots = ANY (ARRAY['fifo'::text, 'average'::text, 'named'::text]))),
    CONSTRAINT account_pkey PRIMARY KEY (id)
);
CREATE TABLE action (
    asset_id bigint NOT NULL,
    day integer NOT NULL,
    kind text COLLATE "C" NOT NULL,
    value double precision NOT NULL,
    source text COLLATE "C" NOT NULL,
    simulated boolean NOT NULL,
    known_at bigint,
    CONSTRAINT action_kind_check CHECK ((kind = ANY (ARRAY['split'::text, 'dividend'::text]))),
    CONSTRAINT action_pkey PRIMARY KEY (asset_id, day, kind)
);
CREATE TABLE action_revision (
    asset_id bigint NOT NULL,
    day integer NOT NULL,
    kind text COLLATE "C" NOT NULL,
    replaced_at bigint NOT NULL,
    value double precision NOT NULL,
    CONSTRAINT action_revision_kind_check CHECK ((kind = ANY (ARRAY['split'::text, 'dividend'::text]))),
    CONSTRAINT action_revision_pkey PRIMARY KEY (asset_id, day, kind, replaced_at)
);
CREATE TABLE activity (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    day integer NOT NULL,
    kind text COLLATE "C" NOT NULL,
    asset_id bigint,
    quantity double precision,
    price double precision,
    amount bigint,
    fee bigint NOT NULL,
    currency text COLLATE "C",
    note text COLLATE "C",
    lot bigint,
    removed bigint,
    digest text COLLATE "C" NOT NULL,
    CONSTRAINT activity_account_id_digest_key UNIQUE (account_id, digest),
    CONSTRAINT activity_kind_check CHECK ((kind = ANY (ARRAY['buy'::text, 'sell'::text, 'dividend'::text, 'interest'::text, 'fee'::text, 'tax'::text, 'deposit'::text, 'withdrawal'::text, 'split'::text, 'receive'::text, 'deliver'::text, 'exchange'::text]))),
    CONSTRAINT activity_pkey PRIMARY KEY (id)
);
CREATE TABLE advice (
    id text COLLATE "C" NOT NULL,
    created bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    as_of integer,
    simulated boolean NOT NULL,
    risk double precision NOT NULL,
    horizon bigint NOT NULL,
    capital bigint NOT NULL,
    document text COLLATE "C" NOT NULL,
    CONSTRAINT advice_kind_check CHECK ((kind = ANY (ARRAY['allocate'::text, 'insufficient'::text]))),
    CONSTRAINT advice_pkey PRIMARY KEY (id)
);
CREATE TABLE article (
    id bigint NOT NULL,
    key text COLLATE "C" NOT NULL,
    published bigint NOT NULL,
    known bigint NOT NULL,
    source text COLLATE "C" NOT NULL,
    title text COLLATE "C",
    body text COLLATE "C",
    url text COLLATE "C",
    symbols text COLLATE "C" NOT NULL,
    import_id bigint NOT NULL,
    CONSTRAINT article_pkey PRIMARY KEY (id)
);
CREATE TABLE asset (
    id bigint NOT NULL,
    symbol text COLLATE "C" NOT NULL,
    name text COLLATE "C",
    class text COLLATE "C" NOT NULL,
    sector text COLLATE "C",
    currency text COLLATE "C",
    listed integer,
    delisted integer,
    simulated boolean NOT NULL,
    CONSTRAINT asset_class_check CHECK ((class = ANY (ARRAY['unknown'::text, 'stock'::text, 'etf'::text, 'fund'::text, 'crypto'::text, 'index'::text, 'fx'::text]))),
    CONSTRAINT asset_pkey PRIMARY KEY (id)
);
DO $do$ DECLARE home name; path text := current_setting('search_path'); BEGIN
  IF to_regclass('bar') IS NOT NULL THEN RETURN; END IF;
  SELECT n.nspname INTO home FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'timescaledb';
  IF FOUND THEN
    PERFORM set_config('search_path', quote_ident(current_schema()) || ', ' || quote_ident(home), true);
    CREATE TABLE bar (series_id BIGINT NOT NULL, at BIGINT NOT NULL, open DOUBLE PRECISION, high DOUBLE PRECISION, low DOUBLE PRECISION, close DOUBLE PRECISION, volume DOUBLE PRECISION, total DOUBLE PRECISION, PRIMARY KEY (series_id, at) INCLUDE (open, high, low, close, volume, total));
    PERFORM create_hypertable('bar', 'at', chunk_time_interval => 126230400000000, create_default_indexes => false);
    PERFORM set_integer_now_func('bar', 'lumia_now');
    ALTER TABLE bar SET (timescaledb.compress, timescaledb.compress_segmentby = 'series_id', timescaledb.compress_orderby = 'at');
    PERFORM add_compression_policy('bar', 2592000000000);
  ELSE
    CREATE TABLE bar (series_id BIGINT NOT NULL, at BIGINT NOT NULL, open DOUBLE PRECISION, high DOUBLE PRECISION, low DOUBLE PRECISION, close DOUBLE PRECISION, volume DOUBLE PRECISION, total DOUBLE PRECISION, PRIMARY KEY (series_id, at) INCLUDE (open, high, low, close, volume, total)) PARTITION BY RANGE (at);
    CREATE TABLE bar_before PARTITION OF bar FOR VALUES FROM (MINVALUE) TO (946684800000000);
    CREATE TABLE bar_after PARTITION OF bar FOR VALUES FROM (4102444800000000) TO (MAXVALUE);
  END IF;
  CREATE INDEX bar_by_at ON bar USING brin (at);
  PERFORM set_config('search_path', path, true);
END $do$;
DO $do$ DECLARE home name; path text := current_setting('search_path'); BEGIN
  IF to_regclass('bar_arrival') IS NOT NULL THEN RETURN; END IF;
  SELECT n.nspname INTO home FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'timescaledb';
  IF FOUND THEN
    PERFORM set_config('search_path', quote_ident(current_schema()) || ', ' || quote_ident(home), true);
    CREATE TABLE bar_arrival (series_id BIGINT NOT NULL, first BIGINT NOT NULL, last BIGINT, known_at BIGINT, PRIMARY KEY (series_id, first) INCLUDE (last, known_at));
    PERFORM create_hypertable('bar_arrival', 'first', chunk_time_interval => 126230400000000, create_default_indexes => false);
    PERFORM set_integer_now_func('bar_arrival', 'lumia_now');
    ALTER TABLE bar_arrival SET (timescaledb.compress, timescaledb.compress_segmentby = 'series_id', timescaledb.compress_orderby = 'first');
    PERFORM add_compression_policy('bar_arrival', 2592000000000);
  ELSE
    CREATE TABLE bar_arrival (series_id BIGINT NOT NULL, first BIGINT NOT NULL, last BIGINT, known_at BIGINT, PRIMARY KEY (series_id, first) INCLUDE (last, known_at)) PARTITION BY RANGE (first);
    CREATE TABLE bar_arrival_before PARTITION OF bar_arrival FOR VALUES FROM (MINVALUE) TO (946684800000000);
    CREATE TABLE bar_arrival_after PARTITION OF bar_arrival FOR VALUES FROM (4102444800000000) TO (MAXVALUE);
  END IF;
  CREATE INDEX bar_arrival_by_first ON bar_arrival USING brin (first);
  PERFORM set_config('search_path', path, true);
END $do$;
CREATE TABLE bar_revision (
    series_id bigint NOT NULL,
    at bigint NOT NULL,
    replaced_at bigint NOT NULL,
    import_id bigint,
    open double precision,
    high double precision,
    low double precision,
    close double precision,
    volume double precision,
    total double precision,
    CONSTRAINT bar_revision_pkey PRIMARY KEY (series_id, at, replaced_at)
);
CREATE TABLE change (
    name text COLLATE "C" NOT NULL,
    revision bigint NOT NULL,
    CONSTRAINT change_pkey PRIMARY KEY (name)
);
CREATE TABLE cluster (
    article_id bigint NOT NULL,
    cluster_id bigint NOT NULL,
    sketch bytea NOT NULL,
    CONSTRAINT cluster_pkey PRIMARY KEY (article_id)
);
CREATE TABLE feed (
    source text COLLATE "C" NOT NULL,
    symbol text COLLATE "C" NOT NULL,
    asset_id bigint NOT NULL,
    tried bigint,
    outcome text COLLATE "C",
    not_before bigint,
    detail text COLLATE "C",
    CONSTRAINT feed_outcome_check CHECK ((outcome = ANY (ARRAY['ok'::text, 'empty'::text, 'unknown_symbol'::text, 'throttled'::text, 'needs_key'::text, 'challenge_page'::text, 'geo_blocked'::text, 'schema_changed'::text, 'unavailable'::text]))),
    CONSTRAINT feed_pkey PRIMARY KEY (source, symbol)
);
CREATE TABLE formula (
    name text COLLATE "C" NOT NULL,
    text text COLLATE "C" NOT NULL,
    digest text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    about text COLLATE "C",
    kept boolean NOT NULL,
    CONSTRAINT formula_pkey PRIMARY KEY (name)
);
CREATE TABLE import (
    id bigint NOT NULL,
    file text COLLATE "C" NOT NULL,
    digest text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    source text COLLATE "C" NOT NULL,
    rows bigint NOT NULL,
    stored bigint NOT NULL,
    repeated bigint NOT NULL,
    revised bigint NOT NULL,
    quarantined bigint NOT NULL,
    actions bigint NOT NULL,
    assets bigint NOT NULL,
    CONSTRAINT import_pkey PRIMARY KEY (id)
);
CREATE TABLE investor_version (
    name text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    created bigint NOT NULL,
    digest text COLLATE "C" NOT NULL,
    document text COLLATE "C" NOT NULL,
    CONSTRAINT investor_version_pkey PRIMARY KEY (name, version)
);
CREATE TABLE linked (
    article_id bigint NOT NULL,
    universe text COLLATE "C" NOT NULL,
    CONSTRAINT linked_pkey PRIMARY KEY (article_id)
);
CREATE TABLE mention (
    article_id bigint NOT NULL,
    asset_id bigint NOT NULL,
    evidence text COLLATE "C" NOT NULL,
    confidence double precision NOT NULL,
    relevance double precision NOT NULL,
    count bigint NOT NULL,
    text text COLLATE "C",
    CONSTRAINT mention_evidence_check CHECK ((evidence = ANY (ARRAY['qualified'::text, 'cashtag'::text, 'name'::text, 'alias'::text, 'ticker'::text, 'delivered'::text]))),
    CONSTRAINT mention_pkey PRIMARY KEY (article_id, asset_id)
);
CREATE TABLE mood (
    asset_id bigint NOT NULL,
    model text COLLATE "C" NOT NULL,
    first integer NOT NULL,
    last integer NOT NULL,
    articles bigint NOT NULL,
    days bytea NOT NULL,
    hours_6 bytea NOT NULL,
    day_1 bytea NOT NULL,
    days_5 bytea NOT NULL,
    dispersion bytea NOT NULL,
    buzz bytea NOT NULL,
    weight bytea NOT NULL,
    CONSTRAINT mood_pkey PRIMARY KEY (asset_id, model)
);
CREATE TABLE quarantine (
    digest text COLLATE "C" NOT NULL,
    line bigint NOT NULL,
    file text COLLATE "C" NOT NULL,
    symbol text COLLATE "C",
    reason text COLLATE "C" NOT NULL,
    detail text COLLATE "C" NOT NULL,
    row text COLLATE "C" NOT NULL,
    CONSTRAINT quarantine_pkey PRIMARY KEY (digest, line),
    CONSTRAINT quarantine_reason_check CHECK ((reason = ANY (ARRAY['unparsable'::text, 'negative'::text, 'high_below_low'::text, 'not_monotonic'::text, 'duplicate'::text, 'no_symbol'::text, 'no_price'::text, 'no_text'::text, 'no_time'::text, 'not_utf8'::text, 'too_large'::text])))
);
CREATE TABLE run (
    id bigint NOT NULL,
    job text COLLATE "C" NOT NULL,
    started bigint NOT NULL,
    ms bigint NOT NULL,
    outcome text COLLATE "C" NOT NULL,
    rows_read bigint NOT NULL,
    rows_written bigint NOT NULL,
    seen bigint NOT NULL,
    note text COLLATE "C",
    CONSTRAINT run_outcome_check CHECK ((outcome = ANY (ARRAY['ok'::text, 'fresh'::text, 'failed'::text]))),
    CONSTRAINT run_pkey PRIMARY KEY (id)
);
CREATE TABLE sentiment (
    article_id bigint NOT NULL,
    model text COLLATE "C" NOT NULL,
    digest text COLLATE "C" NOT NULL,
    score double precision,
    neg double precision,
    neu double precision,
    pos double precision,
    label text COLLATE "C" NOT NULL,
    sentences bigint NOT NULL,
    CONSTRAINT sentiment_label_check CHECK ((label = ANY (ARRAY['negative'::text, 'neutral'::text, 'positive'::text]))),
    CONSTRAINT sentiment_pkey PRIMARY KEY (article_id, model)
);
CREATE TABLE series (
    id bigint NOT NULL,
    asset_id bigint NOT NULL,
    every bigint NOT NULL,
    adjust text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    currency text COLLATE "C",
    first bigint,
    last bigint,
    close double precision,
    count bigint NOT NULL,
    revision bigint NOT NULL,
    totals boolean NOT NULL,
    events boolean NOT NULL,
    simulated boolean NOT NULL,
    CONSTRAINT series_adjust_check CHECK ((adjust = ANY (ARRAY['unknown'::text, 'raw'::text, 'split'::text, 'total'::text]))),
    CONSTRAINT series_asset_id_every_adjust_source_key UNIQUE (asset_id, every, adjust, source),
    CONSTRAINT series_pkey PRIMARY KEY (id)
);
CREATE TABLE signal_value (
    series_id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    asset_id bigint NOT NULL,
    series_revision bigint NOT NULL,
    code text COLLATE "C" NOT NULL,
    formula text COLLATE "C",
    basis text COLLATE "C" NOT NULL,
    first integer NOT NULL,
    last integer NOT NULL,
    newest double precision,
    days bytea NOT NULL,
    value bytea NOT NULL,
    CONSTRAINT signal_value_basis_check CHECK ((basis = ANY (ARRAY['unknown'::text, 'raw'::text, 'split'::text, 'total'::text]))),
    CONSTRAINT signal_value_pkey PRIMARY KEY (series_id, name)
);
CREATE UNIQUE INDEX account_by_name ON account USING btree (name);
CREATE INDEX activity_by_account_id ON activity USING btree (account_id);
CREATE INDEX advice_by_created ON advice USING btree (created);
CREATE UNIQUE INDEX article_by_key ON article USING btree (key);
CREATE INDEX article_by_published ON article USING btree (published);
CREATE INDEX asset_by_simulated ON asset USING btree (simulated);
CREATE UNIQUE INDEX asset_by_symbol ON asset USING btree (symbol);
CREATE INDEX cluster_by_cluster_id ON cluster USING btree (cluster_id);
ALTER TABLE cluster ALTER COLUMN sketch SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX import_by_digest ON import USING btree (digest);
CREATE INDEX linked_by_universe ON linked USING btree (universe);
CREATE INDEX mention_by_asset_id ON mention USING btree (asset_id);
ALTER TABLE mood ALTER COLUMN buzz SET STORAGE EXTERNAL;
ALTER TABLE mood ALTER COLUMN day_1 SET STORAGE EXTERNAL;
ALTER TABLE mood ALTER COLUMN days SET STORAGE EXTERNAL;
ALTER TABLE mood ALTER COLUMN days_5 SET STORAGE EXTERNAL;
ALTER TABLE mood ALTER COLUMN dispersion SET STORAGE EXTERNAL;
ALTER TABLE mood ALTER COLUMN hours_6 SET STORAGE EXTERNAL;
ALTER TABLE mood ALTER COLUMN weight SET STORAGE EXTERNAL;
CREATE INDEX run_by_job ON run USING btree (job);
CREATE INDEX signal_value_by_asset_id ON signal_value USING btree (asset_id);
ALTER TABLE signal_value ALTER COLUMN days SET STORAGE EXTERNAL;
ALTER TABLE signal_value ALTER COLUMN value SET STORAGE EXTERNAL;

-- down
DROP TABLE account;
DROP TABLE action;
DROP TABLE action_revision;
DROP TABLE activity;
DROP TABLE advice;
DROP TABLE article;
DROP TABLE asset;
DROP TABLE bar;
DROP TABLE bar_arrival;
DROP TABLE bar_revision;
DROP TABLE change;
DROP TABLE cluster;
DROP TABLE feed;
DROP TABLE formula;
DROP TABLE import;
DROP TABLE investor_version;
DROP TABLE linked;
DROP TABLE mention;
DROP TABLE mood;
DROP TABLE quarantine;
DROP TABLE run;
DROP TABLE sentiment;
DROP TABLE series;
DROP TABLE signal_value;
DROP FUNCTION instr(text, text);
DROP FUNCTION lumia_now();
