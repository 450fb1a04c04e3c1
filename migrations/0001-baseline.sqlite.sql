-- 0001 baseline
-- Drafted by `lumia migrate new`, tried both ways, and to be read before it is kept. See lumia manual migrate.

-- up
CREATE TABLE account (
    id INTEGER NOT NULL, -- number of the account in this store
    name TEXT NOT NULL, -- what it is called
    currency TEXT NOT NULL, -- currency it is counted in, ISO 4217
    kind TEXT NOT NULL CHECK (kind IN ('taxable', 'deferred', 'free')), -- how its gains are taxed: as they come, at withdrawal, or not at all
    lots TEXT NOT NULL CHECK (lots IN ('fifo', 'average', 'named')), -- what a sale takes: the oldest lots, a share of all at their average cost, or the lots it names
    cash TEXT NOT NULL CHECK (cash IN ('kept', 'implied')), -- kept: every deposit is entered; implied: what a purchase lacks counts as paid in that day
    household TEXT, -- accounts of one household are advised together
    benchmark TEXT, -- asset it is set against
    created INTEGER, -- when it was entered here
    PRIMARY KEY (id)
) STRICT;
CREATE TABLE action (
    asset_id INTEGER NOT NULL, -- asset it concerns
    day INTEGER NOT NULL, -- first day that trades without it (ex-date)
    kind TEXT NOT NULL CHECK (kind IN ('split', 'dividend')), -- what it is
    value REAL NOT NULL, -- split: new shares per old one; dividend: money per share as then traded
    source TEXT NOT NULL, -- who delivered it
    simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)), -- made by `lumia simulate`
    known_at INTEGER, -- when it became known; null is always
    PRIMARY KEY (asset_id, day, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE action_revision (
    asset_id INTEGER NOT NULL, -- asset it concerns
    day INTEGER NOT NULL, -- first day that trades without it (ex-date)
    kind TEXT NOT NULL CHECK (kind IN ('split', 'dividend')), -- what it is
    replaced_at INTEGER NOT NULL, -- when the correction became known
    value REAL NOT NULL, -- its value before the correction
    PRIMARY KEY (asset_id, day, kind, replaced_at)
) STRICT, WITHOUT ROWID;
CREATE TABLE activity (
    id INTEGER NOT NULL, -- number of the activity in this store
    account_id INTEGER NOT NULL, -- account it happened in
    day INTEGER NOT NULL, -- day of the trade or of the booking
    kind TEXT NOT NULL CHECK (kind IN ('buy', 'sell', 'dividend', 'interest', 'fee', 'tax', 'deposit', 'withdrawal', 'split', 'receive', 'deliver', 'exchange')), -- what happened; receive and deliver move units, exchange is one side of a change of currency
    asset_id INTEGER, -- asset it concerns
    quantity REAL, -- units, above zero, to a hundred-millionth; of a split the new units per old one
    price REAL, -- price of a unit as traded
    amount INTEGER, -- money; of a trade before fees, usual is quantity times price; only an exchange may be below zero, where it is given away
    fee INTEGER NOT NULL, -- fees and taxes of a trade or a dividend, in the same currency
    currency TEXT, -- currency of price and money; usual is that of the account
    note TEXT, -- anything
    lot INTEGER, -- of a sale from named lots: the activity that brought the lot
    removed INTEGER, -- when it was taken out again: since then it does not count
    digest TEXT NOT NULL, -- what it says, and how many that say the same came before it: a file that comes twice adds nothing
    UNIQUE (account_id, digest),
    PRIMARY KEY (id)
) STRICT;
CREATE TABLE advice (
    id TEXT NOT NULL, -- SHA-256 of the document
    created INTEGER NOT NULL, -- when it was first given
    kind TEXT NOT NULL CHECK (kind IN ('allocate', 'insufficient')), -- allocate or insufficient
    as_of INTEGER, -- nothing after the close of this day was used
    simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)), -- rests on a simulated market
    risk REAL NOT NULL, -- risk tolerance as given
    horizon INTEGER NOT NULL, -- horizon as given
    capital INTEGER NOT NULL, -- capital as given
    document TEXT NOT NULL, -- the recommendation, byte for byte
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE TABLE article (
    id INTEGER NOT NULL, -- number of the article in this store
    key TEXT NOT NULL, -- its address; where it has none, the SHA-256 of its title, text and time
    published INTEGER NOT NULL, -- when it appeared
    known INTEGER NOT NULL, -- when it first came into this store
    source TEXT NOT NULL, -- who published it, as the file or the import says
    title TEXT, -- headline
    body TEXT, -- text, or where there is none its summary
    url TEXT, -- address
    symbols TEXT NOT NULL, -- symbols that came with it
    import_id INTEGER NOT NULL, -- import that brought it
    PRIMARY KEY (id)
) STRICT;
CREATE TABLE asset (
    id INTEGER NOT NULL, -- number of the asset in this store
    symbol TEXT NOT NULL, -- ticker; simulated ones end in .SIM
    name TEXT, -- name of the company, fund or coin
    class TEXT NOT NULL CHECK (class IN ('unknown', 'stock', 'etf', 'fund', 'crypto', 'index', 'fx')), -- kind of asset
    sector TEXT, -- sector as its source names it; null is unknown
    currency TEXT, -- currency of its prices, ISO 4217 or a coin; null is unknown
    listed INTEGER, -- first day of trading, where known
    delisted INTEGER, -- last day of trading, where it has ended
    simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)), -- made by `lumia simulate`, not a real thing
    PRIMARY KEY (id)
) STRICT;
CREATE VIRTUAL TABLE bar USING hypertable(
    series_id INTEGER SEGMENT,
    at TIMESTAMP TIME,
    open REAL,
    high REAL,
    low REAL,
    close REAL,
    volume REAL,
    total REAL,
    chunk='192 months',
    compress_after='30 days');
CREATE VIRTUAL TABLE bar_arrival USING hypertable(
    series_id INTEGER SEGMENT,
    first TIMESTAMP TIME,
    last INTEGER,
    known_at INTEGER,
    chunk='192 months',
    compress_after='30 days');
CREATE TABLE bar_revision (
    series_id INTEGER NOT NULL, -- series of the bar
    at INTEGER NOT NULL, -- start of the bar
    replaced_at INTEGER NOT NULL, -- when the correction became known
    import_id INTEGER, -- import that brought the correction
    open REAL, -- open before the correction
    high REAL, -- high before the correction
    low REAL, -- low before the correction
    close REAL, -- close before the correction
    volume REAL, -- volume before the correction
    total REAL, -- adjusted close before the correction
    PRIMARY KEY (series_id, at, replaced_at)
) STRICT, WITHOUT ROWID;
CREATE TABLE change (
    name TEXT NOT NULL, -- table
    revision INTEGER NOT NULL, -- last change of the store that touched it
    PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;
CREATE TABLE cluster (
    article_id INTEGER NOT NULL, -- article
    cluster_id INTEGER NOT NULL, -- the oldest of those that tell nearly the same; itself where none does
    sketch BLOB NOT NULL, -- MinHash of its pairs of words; empty where it has none
    PRIMARY KEY (article_id)
) STRICT;
CREATE TABLE feed (
    source TEXT NOT NULL, -- source it is fetched from
    symbol TEXT NOT NULL, -- symbol as the source writes it
    asset_id INTEGER NOT NULL, -- asset its bars go to
    tried INTEGER, -- when it was last fetched
    outcome TEXT CHECK (outcome IN ('ok', 'empty', 'unknown_symbol', 'throttled', 'needs_key', 'challenge_page', 'geo_blocked', 'schema_changed', 'unavailable')), -- how that went: a failure means not measured, never no data
    not_before INTEGER, -- the source asked to be left alone until then
    detail TEXT, -- what the source said
    PRIMARY KEY (source, symbol)
) STRICT, WITHOUT ROWID;
CREATE TABLE formula (
    name TEXT NOT NULL, -- what it is called by
    text TEXT NOT NULL, -- the expression, told in one way
    digest TEXT NOT NULL, -- SHA-256 of that text, which every value computed from it carries
    unit TEXT NOT NULL, -- what it is measured in: ratio, condition, or unknown
    about TEXT, -- what it is for
    kept INTEGER NOT NULL CHECK (kept IN (0, 1)), -- computed by the job `signal`; else, because it looks at more than the bars of one asset, when it is asked for
    PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;
CREATE TABLE import (
    id INTEGER NOT NULL, -- number of the import
    file TEXT NOT NULL, -- name of the file as it was given
    digest TEXT NOT NULL, -- SHA-256 of the decompressed content and the options
    at INTEGER NOT NULL, -- when it was first imported
    source TEXT NOT NULL, -- name it was imported under
    rows INTEGER NOT NULL, -- rows read, header not counted
    stored INTEGER NOT NULL, -- new bars or articles
    repeated INTEGER NOT NULL, -- rows that said what was already known
    revised INTEGER NOT NULL, -- bars corrected; the old values are kept
    quarantined INTEGER NOT NULL, -- rows turned away: see `lumia quarantine`
    actions INTEGER NOT NULL, -- splits and dividends
    assets INTEGER NOT NULL, -- symbols in the file
    PRIMARY KEY (id)
) STRICT;
CREATE TABLE investor_version (
    name TEXT NOT NULL, -- investor
    version INTEGER NOT NULL, -- 1 is the first
    created INTEGER NOT NULL, -- when it was said
    digest TEXT NOT NULL, -- SHA-256 of the document
    document TEXT NOT NULL, -- what was said, as JSON
    PRIMARY KEY (name, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE linked (
    article_id INTEGER NOT NULL, -- article that was linked
    universe TEXT NOT NULL, -- SHA-256 of the symbols and names it was linked against
    PRIMARY KEY (article_id)
) STRICT;
CREATE TABLE mention (
    article_id INTEGER NOT NULL, -- article that speaks
    asset_id INTEGER NOT NULL, -- asset it speaks of
    evidence TEXT NOT NULL CHECK (evidence IN ('qualified', 'cashtag', 'name', 'alias', 'ticker', 'delivered')), -- the strongest reason: a symbol with its exchange, a cashtag, a name, a one-word name, a bare symbol, or delivered with the article
    confidence REAL NOT NULL, -- how sure that is, 0 to 1
    relevance REAL NOT NULL, -- how much of the article is about it, 0 to 1
    count INTEGER NOT NULL, -- places it is named at
    text TEXT, -- how it is written there
    PRIMARY KEY (article_id, asset_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE mood (
    asset_id INTEGER NOT NULL, -- asset that is spoken of
    model TEXT NOT NULL, -- scorer that read the articles
    first INTEGER NOT NULL, -- day of the first article
    last INTEGER NOT NULL, -- day of the last article
    articles INTEGER NOT NULL, -- articles that speak of it
    days BLOB NOT NULL, -- days on which there is something to tell, each at its end in UTC; nothing later was used for a value
    hours_6 BLOB NOT NULL, -- sentiment with a half-life of 6 hours, -1 to 1; null where next to nothing is left
    day_1 BLOB NOT NULL, -- with a half-life of a day
    days_5 BLOB NOT NULL, -- with a half-life of 5 days
    dispersion BLOB NOT NULL, -- deviation of the scores around their mean, in the view of 5 days
    buzz BLOB NOT NULL, -- how much is said, in deviations from what is usual
    weight BLOB NOT NULL, -- what the view of a day rests on: the sum of its weights
    PRIMARY KEY (asset_id, model)
) STRICT, WITHOUT ROWID;
CREATE TABLE quarantine (
    digest TEXT NOT NULL, -- import that turned it away, by its digest
    line INTEGER NOT NULL, -- line of the file, the first is 1
    file TEXT NOT NULL, -- file it stood in
    symbol TEXT, -- symbol, where it could be read
    reason TEXT NOT NULL CHECK (reason IN ('unparsable', 'negative', 'high_below_low', 'not_monotonic', 'duplicate', 'no_symbol', 'no_price', 'no_text', 'no_time', 'not_utf8', 'too_large')), -- why it was turned away
    detail TEXT NOT NULL, -- what was found, and where
    row TEXT NOT NULL, -- the row itself, cut at 400 bytes
    PRIMARY KEY (digest, line)
) STRICT, WITHOUT ROWID;
CREATE TABLE run (
    id INTEGER NOT NULL, -- number of the run
    job TEXT NOT NULL, -- job that ran
    started INTEGER NOT NULL, -- when it began
    ms INTEGER NOT NULL, -- how long it took, milliseconds
    outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'fresh', 'failed')), -- ok, fresh (nothing was due) or failed
    rows_read INTEGER NOT NULL, -- rows it read
    rows_written INTEGER NOT NULL, -- rows it wrote
    seen INTEGER NOT NULL, -- newest change in the tables it reads, when it began
    note TEXT, -- what it has to say, or why it failed
    PRIMARY KEY (id)
) STRICT;
CREATE TABLE sentiment (
    article_id INTEGER NOT NULL, -- article it speaks of
    model TEXT NOT NULL, -- scorer that spoke
    digest TEXT NOT NULL, -- SHA-256 of the scorer's name and the lists it rests on
    score REAL, -- mean of its sentences, -1 to 1; null where it has none
    neg REAL, -- share of the text that is negative
    neu REAL, -- share of the text that is neutral
    pos REAL, -- share of the text that is positive
    label TEXT NOT NULL CHECK (label IN ('negative', 'neutral', 'positive')), -- what it comes to
    sentences INTEGER NOT NULL, -- sentences that were read
    PRIMARY KEY (article_id, model)
) STRICT, WITHOUT ROWID;
CREATE TABLE series (
    id INTEGER NOT NULL, -- number of the series in this store
    asset_id INTEGER NOT NULL, -- asset it prices
    every INTEGER NOT NULL, -- interval of a bar
    adjust TEXT NOT NULL CHECK (adjust IN ('unknown', 'raw', 'split', 'total')), -- adjustment convention of the delivered prices
    source TEXT NOT NULL, -- who delivered it
    currency TEXT, -- currency of the prices; null is unknown
    first INTEGER, -- start of the oldest bar
    last INTEGER, -- start of the newest bar
    close REAL, -- close of the newest bar
    count INTEGER NOT NULL, -- bars in it
    revision INTEGER NOT NULL, -- change of the store that touched it last
    totals INTEGER NOT NULL CHECK (totals IN (0, 1)), -- bars carry an adjusted close too
    events INTEGER NOT NULL CHECK (events IN (0, 1)), -- every split and dividend of it is known
    simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)), -- made by `lumia simulate`
    UNIQUE (asset_id, every, adjust, source),
    PRIMARY KEY (id)
) STRICT;
CREATE TABLE signal_value (
    series_id INTEGER NOT NULL, -- series it was computed from
    name TEXT NOT NULL, -- signal that spoke
    asset_id INTEGER NOT NULL, -- asset the signal speaks of
    series_revision INTEGER NOT NULL, -- state of that series and its actions when it was computed
    code TEXT NOT NULL, -- program version that computed it
    formula TEXT, -- of a formula: digest of the text it was computed from
    basis TEXT NOT NULL CHECK (basis IN ('unknown', 'raw', 'split', 'total')), -- prices it was computed from: raw, split or total
    first INTEGER NOT NULL, -- first day it speaks of
    last INTEGER NOT NULL, -- last day it speaks of
    newest REAL, -- what it said on the last day
    days BLOB NOT NULL, -- closes it speaks of; nothing later was used for a value
    value BLOB NOT NULL, -- what it said at each of them; null where it could not say
    PRIMARY KEY (series_id, name)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX account_by_name ON account (name);
CREATE INDEX activity_by_account_id ON activity (account_id);
CREATE INDEX advice_by_created ON advice (created);
CREATE UNIQUE INDEX article_by_key ON article (key);
CREATE INDEX article_by_published ON article (published);
CREATE INDEX asset_by_simulated ON asset (simulated);
CREATE UNIQUE INDEX asset_by_symbol ON asset (symbol);
CREATE INDEX cluster_by_cluster_id ON cluster (cluster_id);
CREATE UNIQUE INDEX import_by_digest ON import (digest);
CREATE INDEX linked_by_universe ON linked (universe);
CREATE INDEX mention_by_asset_id ON mention (asset_id);
CREATE INDEX run_by_job ON run (job);
CREATE INDEX signal_value_by_asset_id ON signal_value (asset_id);

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
