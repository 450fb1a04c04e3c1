#!/usr/bin/python3
"""Print what Tulip Indicators says of the bars of TA-Lib's oracle at random parameters: the second oracle of src/ta.

    TULIP=path/of/libindicators.so python3 tools/oracle/tulip.py > tests/oracle/indicators_tulip.txt     # Debian: python3-numpy

The library is asked through its own table. What follows names only where its words or its conventions are not ours.
"""
import ctypes as c
import os
import random

import numpy as np

DRAWS, SHOWN, ROOM = 4, 10, 16
BARS = "tests/oracle/indicators_talib.txt"

OURS = {
    "cmo": "cmou", "linreg": "linearreg", "linregintercept": "linearreg_intercept", "linregslope": "linearreg_slope", "mass": "massi",
    "md": "avgdev", "mul": "mult", "psar": "sar", "tr": "trange", "wcprice": "wclprice", "wilders": "rma",
}

# Its parameters as ours.
PARAMETERS = {
    "bbands": lambda period, width: (period, width, width),
    "stoch": lambda k, slow, d: (k, slow, 0, d, 0),
    "volatility": lambda period: (period, 252),
    "zlema": lambda period: (period, 1),
}

# Another convention under the same name; TA-Lib's is ours, and its oracle holds these.
OTHERWISE = {
    "adx": "has the first index one bar earlier", "adxr": "as adx", "dx": "as adx", "di": "as adx", "atr": "counts the range of the first bar",
    "natr": "as atr", "apo": "exponential means", "ppo": "exponential means", "macd": "begins with the first bar", "ema": "as macd",
    "dema": "as macd", "tema": "as macd", "trix": "as macd", "roc": "a share, not percent", "tr": "counts the range of the first bar",
    "stochrsi": "a share, and not smoothed", "kama": "begins one bar earlier", "dm": "a bar that is as far up as down moves both ways", "obv": "begins with 0",
    "psar": "begins on another side", "cci": "waits twice as long", "msw": "takes 3.1415926 for pi", "crossany": "of close and close",
    "crossover": "of close and close",
}


class Info(c.Structure):
    _fields_ = [("name", c.c_char_p), ("full", c.c_char_p), ("start", c.CFUNCTYPE(c.c_int, c.c_void_p)),
                ("run", c.CFUNCTYPE(c.c_int, c.c_int, c.c_void_p, c.c_void_p, c.c_void_p)), ("plain", c.c_void_p), ("type", c.c_int),
                ("inputs", c.c_int), ("options", c.c_int), ("outputs", c.c_int), ("input", c.c_char_p * ROOM), ("option", c.c_char_p * ROOM),
                ("output", c.c_char_p * ROOM), ("new", c.c_void_p), ("stream", c.c_void_p), ("free", c.c_void_p)]


tulip = c.CDLL(os.environ["TULIP"])


def markets():
    found, name = {}, None
    for line in open(BARS):
        words = line.split()
        if words[0] == "bars":
            name = words[1]
            found[name] = []
        elif words[0] in ("case", "out"):
            break
        elif name:
            found[name].append([float(x) for x in words])
    return {k: np.array(v) for k, v in found.items()}


def addresses(arrays):
    return (c.c_void_p * len(arrays))(*[a.ctypes.data for a in arrays])


def call(info, bars, options):
    column = dict(zip((b"open", b"high", b"low", b"close", b"volume"), (np.ascontiguousarray(bars[:, k]) for k in range(5))))
    reals = [b"close"] if info.inputs == 1 else [b"high", b"low"]
    inputs = [column[reals[k] if info.input[k] == b"real" else info.input[k]] for k in range(info.inputs)]
    values = np.array(list(options) + [0.0])
    begin = info.start(values.ctypes.data)
    out = [np.zeros(max(len(bars) - begin, 0)) for _ in range(info.outputs)]
    done = info.run(len(bars), addresses(inputs), values.ctypes.data, addresses(out)) == 0
    return (min(begin, len(bars)), out) if done else None


def draw(rng, name):
    """A period, a factor or a weight; vidya's weight stays below 1, where it is held here."""
    if b"period" in name:
        return rng.randint(3, 40)
    return round(rng.uniform(0.05, 0.25), 2) if name == b"alpha" else round(rng.uniform(0.5, 3), 2)


def main():
    rng, market = random.Random(20), markets()["rough"]
    table = (Info * 104).in_dll(tulip, "ti_indicators")
    print("# Tulip Indicators 0.9.2, gcc -O3: TULIP=libindicators.so python3 tools/oracle/tulip.py > tests/oracle/indicators_tulip.txt")
    print("# case MARKET INDICATOR UNSTABLE METASTOCK BEGIN PARAMETERS; below it, for every output: BAR:VALUE")
    print(f"bars rough {len(market)}")
    for row in market:
        print(" ".join(repr(float(x)) for x in row))
    for info in table:
        name = info.name.decode()
        if name in OTHERWISE:
            continue
        for _ in range(DRAWS if info.options else 1):
            options = [draw(rng, info.option[k]) for k in range(info.options)]
            periods = sorted(v for k, v in enumerate(options) if b"period" in info.option[k])
            options = [periods.pop(0) if b"period" in info.option[k] else v for k, v in enumerate(options)]
            answer = call(info, market, options)
            if not answer:
                continue
            begin, out = answer
            values = PARAMETERS.get(name, lambda *v: v)(*options)
            print(f"case rough {OURS.get(name, name)} 0 0 {begin} {' '.join(repr(v) for v in values)}".rstrip())
            for x in reversed(out) if name == "bbands" else out:
                at = sorted({0, 1, 2, len(x) - 1} | {rng.randrange(len(x)) for _ in range(SHOWN)}) if len(x) > 2 else range(len(x))
                print("out some", " ".join(f"{k + begin}:{float(x[k])!r}" for k in at))


main()
