#!/bin/sh
# The extension in a program that is not ours: Debian's Python loads it, and a file written there is whole; the examples of
# docs/manual/hypertable.md come out as they stand there; two processes write one file.
#   tests/e2e/hyper.sh BUILD_FOLDER
cd "$(dirname "$0")/../.." || exit 2
exec /usr/bin/python3 - "${1:-build/debug}/hypertable" <<'EOF'
import os
import re
import sqlite3
import subprocess
import sys
import tempfile


def connect(path):
    db = sqlite3.connect(path, isolation_level=None, timeout=60)
    db.enable_load_extension(True)
    db.load_extension(sys.argv[1])
    return db


db = connect(":memory:")
db.execute("CREATE VIRTUAL TABLE bar USING hypertable(asset INTEGER SEGMENT, at TIMESTAMP TIME, close REAL, chunk='1 year')")
DAY, DAYS, ASSETS = 86400 * 10**6, 1000, 3
rows = [(a, d * DAY, a + d / 4) for a in range(ASSETS) for d in range(DAYS)]
db.executemany("INSERT INTO bar VALUES (?, ?, ?)", rows)
packed = db.execute("SELECT hypertable_compress('bar', ?)", (900 * DAY,)).fetchone()[0]
assert packed == ASSETS * 900, packed
db.execute("CREATE VIRTUAL TABLE late USING hypertable(asset INTEGER SEGMENT, at TIMESTAMP TIME, close REAL, chunk='1 year', compress_after='400 days')")
db.executemany("INSERT INTO late VALUES (?, ?, ?)", rows)
assert db.execute("SELECT hypertable_compress('late')").fetchone()[0] == ASSETS * 599, "what is 400 days older than the newest row"
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


def series(first, last):
    """generate_series, which the sqlite3 shell has and Python has not."""
    return f"(WITH RECURSIVE s(value) AS (SELECT {first} UNION ALL SELECT value + 1 FROM s WHERE value < {last}) SELECT value FROM s)"


def examples():
    """Statements of the manual, each with the answer that stands behind it."""
    for block in re.findall(r"```sql\n(.*?)```", open("docs/manual/hypertable.md").read(), re.S):
        text = ""
        for line in block.splitlines() + [""]:
            if sqlite3.complete_statement(text):
                yield text, line[3:] if line.startswith("-- ") else None
                text = ""
            if not line.startswith("-- "):
                text += line + "\n"


manual, answered = connect(":memory:"), 0
for text, answer in examples():
    text = re.sub(r"generate_series\((\d+), (\d+)\)", lambda m: series(*m.groups()), text)
    rows = " ".join("|".join("" if v is None else str(v) for v in row) for row in manual.execute(text).fetchall())
    assert answer is None or rows == answer, f"{text}gives {rows}, not {answer}"
    answered += answer is not None
assert answered > 10, answered

WRITER = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[2], isolation_level=None, timeout=60)
db.enable_load_extension(True)
db.load_extension(sys.argv[1])
own = int(sys.argv[3])
for day in range(300):
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT INTO bar VALUES (?, ?, ?)", (own, day * 86400 * 10**6, day))
    db.execute("INSERT OR REPLACE INTO bar VALUES (9, ?, ?)", (day * 86400 * 10**6, own))
    if day % 50 == 49:
        db.execute("SELECT hypertable_compress('bar', ?)", (day * 86400 * 10**6,)).fetchall()
        db.execute("SELECT hypertable_refresh('month')").fetchall()
    db.execute("COMMIT")
"""
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "db")
    shared = connect(path)
    shared.execute("PRAGMA journal_mode = WAL")
    shared.execute("CREATE VIRTUAL TABLE bar USING hypertable(asset INTEGER SEGMENT, at TIMESTAMP TIME, close REAL, chunk='100 days')")
    shared.execute("CREATE VIRTUAL TABLE month USING hypertable_rollup(bar, '1 month', close=last(close), bars=count())")
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, sys.argv[1], path, str(own)]) for own in (1, 2)]
    while any(w.poll() is None for w in writers):
        bars = shared.execute("SELECT asset, count(*), sum(close) FROM bar WHERE asset < 9 GROUP BY asset").fetchall()
        assert all(total == count * (count - 1) / 2 for _, count, total in bars), bars
    assert all(w.returncode == 0 for w in writers)
    assert shared.execute("SELECT asset, count(*) FROM bar GROUP BY asset").fetchall() == [(1, 300), (2, 300), (9, 300)]
    assert shared.execute("SELECT * FROM month ORDER BY asset, at").fetchall() == shared.execute(
        "SELECT asset, time_bucket('1 month', at) AS m, last(close, at), count(*) FROM bar GROUP BY asset, m ORDER BY asset, m").fetchall()
    assert shared.execute("SELECT hypertable_check('bar')").fetchone() == ("ok",)
    assert shared.execute("PRAGMA integrity_check").fetchone() == ("ok",)
print("hypertable: ok")
EOF
