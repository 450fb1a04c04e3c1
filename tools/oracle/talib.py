#!/usr/bin/python3
"""Print what TA-Lib says of adversarial bars at random parameters: the oracle of src/ta.

    TALIB=path/of/libta-lib.so python3 tools/oracle/talib.py > tests/oracle/indicators_talib.txt     # Debian: python3-numpy

The library is asked through its own description of itself, so that nothing here names a function. Each is called with its
usual parameters, its smallest, and some drawn at random; where the unstable period or Metastock's starts change the answer,
with those too. Three markets: `walk` has still spells, ties, gaps and bars without range or trade; `rough` has no still spells;
`shapes` is drawn until every candlestick pattern has fired, and keeps the bars in front of each.
"""
import ctypes as c
import os

import numpy as np

BARS, DRAWS, SHOWN, UNSTABLE, TRIES = 320, 3, 10, 17, 4_000_000
PATTERNS = "Pattern Recognition"

# Where nothing moves these divide what their running sums left by what they left: noise.
ROUGH = {"MAMA", "STOCHRSI", "CCI"}

# At a period of 1 TA-Lib reads in front of the bars, because the lookback of an inner function is -1 there; or it leaves out
# the scale of the answer.
BROKEN_AT_ONE = {"MACD", "MACDFIX", "TRIX", "ULTOSC", "NATR", "PLUS_DI", "MINUS_DI"}
OPEN, HIGH, LOW, CLOSE, VOLUME = range(5)


class Info(c.Structure):
    _fields_ = [("name", c.c_char_p), ("group", c.c_char_p), ("hint", c.c_char_p), ("camel", c.c_char_p), ("flags", c.c_int),
                ("inputs", c.c_uint), ("options", c.c_uint), ("outputs", c.c_uint), ("handle", c.c_void_p)]


class Input(c.Structure):
    _fields_ = [("type", c.c_int), ("name", c.c_char_p), ("flags", c.c_int)]


class Option(c.Structure):
    _fields_ = [("type", c.c_int), ("name", c.c_char_p), ("flags", c.c_int), ("shown", c.c_char_p), ("range", c.c_void_p),
                ("usual", c.c_double), ("hint", c.c_char_p), ("help", c.c_char_p)]


class Reals(c.Structure):
    _fields_ = [("min", c.c_double), ("max", c.c_double), ("precision", c.c_int), ("from_", c.c_double), ("to", c.c_double), ("step", c.c_double)]


class Wholes(c.Structure):
    _fields_ = [("min", c.c_int), ("max", c.c_int), ("from_", c.c_int), ("to", c.c_int), ("step", c.c_int)]


class Choice(c.Structure):
    _fields_ = [("value", c.c_int), ("name", c.c_char_p)]


class Choices(c.Structure):
    _fields_ = [("data", c.POINTER(Choice)), ("count", c.c_uint)]


talib = c.CDLL(os.environ["TALIB"])
pointer = c.c_void_p


def told(what, index, handle, kind):
    info = c.POINTER(kind)()
    assert getattr(talib, f"TA_Get{what}ParameterInfo")(pointer(handle), index, c.byref(info)) == 0
    return info.contents


def functions():
    found = []
    call = c.CFUNCTYPE(None, c.POINTER(Info), pointer)

    def note(info, _):
        i = info.contents
        found.append((i.name.decode(), i.group.decode(), i.handle, i.inputs, i.options, i.outputs))

    assert talib.TA_ForEachFunc(call(note), None) == 0
    return sorted(found)


def is_whole(option):
    return option.type in (2, 3)


def draw(option, rng, how):
    """One value of a parameter: usual, smallest, or anything that leaves room for an answer."""
    if how == "usual":
        return option.usual
    if option.type == 3:
        choices = c.cast(option.range, c.POINTER(Choices)).contents
        return 0 if how == "least" else int(rng.integers(choices.count))
    r = c.cast(option.range, c.POINTER(Wholes if option.type == 2 else Reals)).contents
    if how == "least":
        return r.min if option.type == 2 else max(r.min, 0)
    if option.type == 2:
        return int(rng.integers(r.min, min(r.max, 40)))
    return round(float(rng.uniform(max(r.min, 0.01), min(r.max, 3))), 2)


def call(function, bars, options):
    """The first bar with an answer, and the answers."""
    name, _, handle, inputs, _, outputs = function
    params = pointer()
    assert talib.TA_ParamHolderAlloc(pointer(handle), c.byref(params)) == 0
    column = [np.ascontiguousarray(bars[:, k]) for k in range(5)]
    at = [x.ctypes.data_as(pointer) for x in column]
    for k in range(inputs):
        kind = told("Input", k, handle, Input).type
        if kind == 0:
            assert talib.TA_SetInputParamPricePtr(params, k, *at, None) == 0
        else:
            single = [at[CLOSE], at[VOLUME]] if inputs == 1 or name in ("MAVP", "OBV") else [at[HIGH], at[LOW]]
            assert talib.TA_SetInputParamRealPtr(params, k, single[k]) == 0
    for k, (option, value) in enumerate(options):
        if is_whole(option):
            assert talib.TA_SetOptInputParamInteger(params, k, c.c_int(int(value))) == 0
        else:
            assert talib.TA_SetOptInputParamReal(params, k, c.c_double(value)) == 0
    out = []
    for k in range(outputs):
        whole = told("Output", k, handle, Input).type == 1
        out.append(np.zeros(len(bars), np.int32 if whole else float))
        put = talib.TA_SetOutputParamIntegerPtr if whole else talib.TA_SetOutputParamRealPtr
        assert put(params, k, out[k].ctypes.data_as(pointer)) == 0
    begin, count = c.c_int(), c.c_int()
    assert talib.TA_CallFunc(params, 0, len(bars) - 1, c.byref(begin), c.byref(count)) == 0, name
    talib.TA_ParamHolderFree(params)
    return (begin.value, [x[:count.value] for x in out]) if count.value else (len(bars), [x[:0] for x in out])


def walk(rng, spells):
    price, rows = 100.0, []
    for i in range(BARS):
        still, swing = spells and i % 80 > 65, 3 * rng.random()
        opened = price if rng.random() < 0.6 or still else max(round(price * (1 + 0.06 * (rng.random() - 0.5)), 1), 5)
        if not still:
            price = max(round(opened + swing * (rng.random() - 0.5) * 2, 1), 5)
        reach = np.zeros(2) if still or rng.random() < 0.1 else np.round(swing * rng.random(2), 1)
        rows.append((opened, max(opened, price) + reach[0], min(opened, price) - reach[1], price, 0 if still else int(60 * rng.random())))
    return np.round(np.array(rows), 1)


def shape(rng, price, mean):
    """One bar beside the close before: any of the shapes the patterns are made of."""
    body = rng.choice([0, 0.03, 0.3, 0.9, 1.6, 2.5]) * mean * rng.choice([-1, 1])
    upper, lower = rng.choice([0, 0.02, 0.25, 1, 2.5], 2) * mean
    opened = price + rng.choice([-2, -1, -0.3, -0.05, 0, 0, 0, 0.05, 0.3, 1, 2]) * mean
    close = opened + body
    return (opened, max(opened, close) + upper, min(opened, close) - lower, close, int(60 * rng.random()))


def shapes(rng, patterns):
    """Bars that make every pattern fire, and in front of each those it looks at."""
    kept, missing, tries, front = [], set(p[0] for p in patterns), 0, 20
    while missing and tries < TRIES:
        rows, price = [], 100.0
        for _ in range(4000):
            rows.append(shape(rng, price, 2.0))
            price = rows[-1][CLOSE]
            if not 40 < price < 160:
                price = 100.0
        bars = np.round(np.array(rows), 2)
        tries += len(bars)
        for p in patterns:
            if p[0] not in missing:
                continue
            begin, (out,) = call(p, bars, options_of(p, rng, "usual"))
            for at in np.flatnonzero(out)[:1] + begin:
                if at >= front:
                    kept.append(bars[at - front:at + 4])
                    missing.discard(p[0])
    assert not missing, missing
    return np.concatenate(kept)


def options_of(function, rng, how):
    options = [told("OptInput", k, function[2], Option) for k in range(function[4])]
    return [(o, draw(o, rng, how)) for o in options]


def usable(function, options):
    values = [v for _, v in options]
    return not (function[0] in BROKEN_AT_ONE and 1 in values) and not (function[0] == "MAVP" and values[0] > values[1])


def market_of(function, options):
    mama = any(o.type == 3 and v == 7 for o, v in options)
    return "shapes" if function[1] == PATTERNS else "rough" if function[0] in ROUGH or mama else "walk"


def set_to(unstable, metastock):
    assert talib.TA_SetUnstablePeriod(24, unstable) == 0
    assert talib.TA_SetCompatibility(metastock) == 0


def same(a, b):
    return a[0] == b[0] and all(np.array_equal(x, y, equal_nan=True) for x, y in zip(a[1], b[1]))


def show(market, function, options, unstable, metastock, answer, rng):
    begin, out = answer
    values = " ".join(repr(v) if not is_whole(o) else str(int(v)) for o, v in options)
    print(f"case {market} {function[0].lower()} {unstable} {metastock} {begin} {values}".rstrip())
    for x in out:
        fired = function[1] == PATTERNS
        at = np.flatnonzero(x) if fired else np.unique(np.concatenate([np.arange(min(3, len(x))), rng.integers(0, max(len(x), 1), SHOWN)[:len(x)], [len(x) - 1]]))
        print("out", "all" if fired else "some", " ".join(f"{k + begin}:{x[k]!r}" if x.dtype == float else f"{k + begin}:{x[k]}" for k in at if k >= 0))


def main():
    rng = np.random.default_rng(20)
    assert talib.TA_Initialize() == 0
    known = functions()
    patterns = [f for f in known if f[1] == PATTERNS]
    markets = {"walk": walk(rng, True), "rough": walk(rng, False), "shapes": shapes(rng, patterns)}
    print("# TA-Lib 0.6, gcc -O3: TALIB=libta-lib.so python3 tools/oracle/talib.py > tests/oracle/indicators_talib.txt")
    print("# case MARKET FUNCTION UNSTABLE METASTOCK BEGIN PARAMETERS; below it, for every output: BAR:VALUE")
    for name, bars in markets.items():
        print(f"bars {name} {len(bars)}")
        for row in bars:
            print(" ".join(repr(float(x)) for x in row))
    for f in known:
        for how in ["usual", "least"] + ["any"] * DRAWS if f[4] else ["usual"]:
            options = options_of(f, rng, how)
            if not usable(f, options):
                continue
            market, told_so_far = market_of(f, options), []
            for unstable, metastock in (0, 0), (UNSTABLE, 0), (0, 1), (UNSTABLE, 1):
                set_to(unstable, metastock)
                answer = call(f, markets[market], options)
                if not any(same(answer, other) for other in told_so_far):
                    show(market, f, options, unstable, metastock, answer, rng)
                told_so_far.append(answer)


main()
