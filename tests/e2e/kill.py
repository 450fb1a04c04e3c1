#!/usr/bin/env python3
"""kill -9 at random moments. Whatever was running, the store opens again, is whole, holds each thing wholly or not at all, and
the same command then does what it should.

    tests/e2e/kill.py LUMIA [ROUNDS]

Writers: import (new bars, and a revision of all of them), simulate, the job `signal`, migrations down to nothing, and up from a store
of before there were any. LUMIA_LONG=1 makes it a thousand rounds."""
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

ROWS_PER_ASSET, ASSETS = 1500, 60


def write_prices(path, factor):
    draw = random.Random(7)
    days = [d for d in range(ROWS_PER_ASSET * 7 // 5 + 2) if d % 7 < 5][:ROWS_PER_ASSET]
    start = time.mktime((2012, 1, 2, 12, 0, 0, 0, 0, 0))
    dates = [time.strftime('%Y-%m-%d', time.gmtime(start + d * 86400)) for d in days]
    with open(path, 'w') as f:
        f.write('symbol,date,open,high,low,close,volume\n')
        for a in range(ASSETS):
            price = 20.0 + a
            for date in dates:
                price *= 1 + draw.gauss(0, 0.01)
                o, c = price * factor, price * factor * 1.001
                f.write(f'K{a:03d},{date},{o:.2f},{max(o, c) * 1.01:.2f},{min(o, c) * 0.99:.2f},{c:.2f},{draw.randrange(10**6)}\n')


def lumia(program, data, *words, check=True):
    return subprocess.run([program, '--data', data, *words], capture_output=True, text=True, check=check, timeout=120).stdout


def content(data):
    """Every row of every table but the ledger of runs and the clock's columns."""
    db = sqlite3.connect(data + '/lumia.db')
    whole = db.execute('PRAGMA integrity_check').fetchall()
    assert whole == [('ok',)], whole
    found = {}
    for name, in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite_%' ORDER BY name"):
        if name == 'run':
            continue
        clock = {'import': ('at',), 'bar_revision': ('replaced_at',), 'bar_arrival_row': ('known_at',), 'action': ('known_at',), 'lumia_migration': ('at', 'ms')}.get(name, ())
        columns = [r[1] for r in db.execute(f'PRAGMA table_info("{name}")') if r[1] not in clock]
        found[name] = sorted(db.execute('SELECT ' + ', '.join(f'"{c}"' for c in columns) + f' FROM "{name}"').fetchall(), key=repr)
    db.close()
    return repr(found)


def killed(program, data, words, after):
    p = subprocess.Popen([program, '--data', data, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    finished = p.poll() is not None
    p.send_signal(signal.SIGKILL)
    p.wait()
    return not finished


def make_unversioned(data):
    """As a program left it that kept no history and knew no sectors."""
    db = sqlite3.connect(data + '/lumia.db')
    db.executescript('DROP TABLE lumia_migration; PRAGMA user_version = 1; ALTER TABLE asset DROP COLUMN sector')
    db.close()


def main():
    program = os.path.realpath(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 1000 if os.environ.get('LUMIA_LONG') else 24
    draw = random.Random(20260101)
    passed = failed = struck = 0
    with tempfile.TemporaryDirectory() as work:
        first, second = work + '/first.csv', work + '/second.csv'
        write_prices(first, 1.0)
        write_prices(second, 2.0)
        options = ['--class', 'stock', '--adjust', 'split', '--currency', 'USD']
        begun = work + '/begun'
        lumia(program, begun, 'import', 'prices', first, *options)
        unversioned = work + '/unversioned'
        shutil.copytree(begun, unversioned)
        make_unversioned(unversioned)
        cases = [(None, ['import', 'prices', first, *options]), (begun, ['import', 'prices', second, *options]),
                 (begun, ['simulate', '--seed', '3', '--stocks', '40']), (begun, ['run', 'signal']),
                 (begun, ['migrate', 'to', '0']), (unversioned, ['migrate', 'up'])]
        for before, words in cases:
            data = work + '/reference'
            shutil.rmtree(data, ignore_errors=True)
            shutil.copytree(before, data) if before else os.mkdir(data)
            if not before:
                lumia(program, data, 'health')
            old = content(data)
            began = time.time()
            lumia(program, data, *words)
            lasts = time.time() - began
            lumia(program, data, 'health')
            new = content(data)
            assert old != new, words
            for i in range(rounds // len(cases) + 1):
                data = work + '/trial'
                shutil.rmtree(data, ignore_errors=True)
                shutil.copytree(before, data) if before else os.mkdir(data)
                after = draw.random() * lasts * 1.1
                struck += killed(program, data, words, after)
                lumia(program, data, 'health')
                now = content(data)
                fault = None if now in (old, new) else 'something between'
                if not fault:
                    lumia(program, data, *words)
                    lumia(program, data, 'health')
                    fault = None if content(data) == new else 'and then again: another end'
                passed, failed = passed + (not fault), failed + bool(fault)
                if fault:
                    print(f'FAIL {" ".join(words[:2])} killed after {after * 1000:.0f} ms of {lasts * 1000:.0f}: {fault}')
    if struck < rounds / 3:
        print(f'FAIL only {struck} of {rounds} were struck while they ran')
        failed += 1
    print(f'{struck} killed while they ran')
    print(f'{passed} passed, {failed} failed')
    return failed > 0


sys.exit(main())
