#!/bin/sh
# The extension in a program that is not ours: Debian's Python loads it, and a file written there is whole.
#   tests/e2e/hyper.sh BUILD_FOLDER
cd "$(dirname "$0")/../.." || exit 2
exec /usr/bin/python3 - "${1:-build/debug}/hypertable" <<'EOF'
import sqlite3
import sys

db = sqlite3.connect(":memory:")
db.enable_load_extension(True)
db.load_extension(sys.argv[1])
db.execute("CREATE VIRTUAL TABLE bar USING hypertable(asset INTEGER SEGMENT, at TIMESTAMP TIME, close REAL, chunk='1 year')")
DAY, DAYS, ASSETS = 86400 * 10**6, 1000, 3
rows = [(a, d * DAY, a + d / 4) for a in range(ASSETS) for d in range(DAYS)]
db.executemany("INSERT INTO bar VALUES (?, ?, ?)", rows)
packed = db.execute("SELECT hypertable_compress('bar', ?)", (900 * DAY,)).fetchone()[0]
assert packed == ASSETS * 730, packed
db.execute("CREATE VIRTUAL TABLE late USING hypertable(asset INTEGER SEGMENT, at TIMESTAMP TIME, close REAL, chunk='1 year', compress_after='400 days')")
db.executemany("INSERT INTO late VALUES (?, ?, ?)", rows)
assert db.execute("SELECT hypertable_compress('late')").fetchone()[0] == ASSETS * 365, "only 1970 ends 400 days before the newest row"
assert db.execute("SELECT * FROM late ORDER BY asset, at").fetchall() == rows
assert db.execute("SELECT * FROM bar ORDER BY asset, at").fetchall() == rows
assert db.execute("SELECT first(close, at), last(close, at) FROM bar WHERE asset = 1").fetchone() == (1, 1 + 999 / 4)
months = db.execute("SELECT time_bucket('1 month', at) AS month, max(close) FROM bar WHERE asset = 0 GROUP BY month").fetchall()
assert months[0] == (0, 30 / 4) and len(months) == 33, months
try:
    db.execute("INSERT INTO bar VALUES (0, 0, 1)")
    raise SystemExit("a key was taken twice")
except sqlite3.IntegrityError as e:
    assert "UNIQUE constraint failed: bar.asset, bar.at" in str(e), e
assert db.execute("SELECT hypertable_check('bar')").fetchone() == ("ok",)
print("hypertable: ok")
EOF
