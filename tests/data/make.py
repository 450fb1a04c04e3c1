#!/usr/bin/env python3
"""Writes tiny.csv, names.csv and model/. The symbols and names are real, the prices are invented: a small random walk from a seed of
our own, so that the same file comes out on every machine and nobody mistakes it for a market.

    tests/data/make.py            from the root of the repository
"""
import datetime
import json
import os
import struct

SESSIONS, LAST = 420, datetime.date(2018, 2, 7)

# symbol, name, sector, first close, drift and deviation of a day's return
ASSETS = [
    ("AAPL", "Apple Inc.", "Technology", 97.0, 0.0011, 0.010),
    ("JNJ", "Johnson & Johnson", "Health Care", 114.0, 0.0004, 0.007),
    ("JPM", "JPMorgan Chase & Co.", "Financials", 61.0, 0.0012, 0.010),
    ("MSFT", "Microsoft Corporation", "Technology", 50.0, 0.0013, 0.009),
    ("TSLA", "Tesla, Inc.", "Consumer Discretionary", 219.0, 0.0010, 0.022),
    ("XOM", "Exxon Mobil Corporation", "Energy", 88.0, -0.0002, 0.008),
]

# New York Stock Exchange, from June 2016 to February 2018
HOLIDAYS = {"2016-07-04", "2016-09-05", "2016-11-24", "2016-12-26", "2017-01-02", "2017-01-16", "2017-02-20", "2017-04-14",
            "2017-05-29", "2017-07-04", "2017-09-04", "2017-11-23", "2017-12-25", "2018-01-01", "2018-01-15"}


class Random:
    """splitmix64 (Steele, Lea and Flood 2014); `bell` is the sum of twelve uniforms, which needs no logarithm and so has
    the same bits everywhere."""

    def __init__(self, seed):
        self.state = seed

    def unit(self):
        mask = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        z = self.state
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & mask
        z = (z ^ z >> 27) * 0x94D049BB133111EB & mask
        return ((z ^ z >> 31) >> 11) * 2.0**-53

    def bell(self):
        return sum(self.unit() for _ in range(12)) - 6


def sessions():
    days, day = [], LAST
    while len(days) < SESSIONS:
        if day.weekday() < 5 and day.isoformat() not in HOLIDAYS:
            days.append(day)
        day -= datetime.timedelta(1)
    return days[::-1]


def bars(seed, close, drift, deviation):
    random = Random(seed)
    for day in sessions():
        before = close
        close = round(before * (1 + drift + deviation * random.bell()), 2)
        opened = round(before * (1 + deviation * random.bell() / 4), 2)
        high = round(max(opened, close) * (1 + deviation * random.unit() / 2), 2)
        low = round(min(opened, close) * (1 - deviation * random.unit() / 2), 2)
        yield day, opened, high, low, close, int(1e6 * (5 + 10 * random.unit()))


# A model of the BERT family with weights of no meaning, laid out as the public hubs do: one layer of eight values.
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,"
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + list(LETTERS) + ["##" + x for x in LETTERS[:36]] + ["shares", "profit", "loss", "the"]
HIDDEN, INNER, POSITIONS = 8, 12, 32
CONFIG = {"model_type": "bert", "hidden_size": HIDDEN, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": INNER,
          "max_position_embeddings": POSITIONS, "type_vocab_size": 2, "vocab_size": len(VOCABULARY), "layer_norm_eps": 1e-12, "hidden_act": "gelu",
          "id2label": {"0": "positive", "1": "negative", "2": "neutral"}}


def model_shapes():
    layer, square = "bert.encoder.layer.0.", [HIDDEN, HIDDEN]
    yield "bert.embeddings.word_embeddings.weight", [len(VOCABULARY), HIDDEN]
    yield "bert.embeddings.position_embeddings.weight", [POSITIONS, HIDDEN]
    yield "bert.embeddings.token_type_embeddings.weight", [2, HIDDEN]
    for name, shape in [(layer + "attention.self.query", square), (layer + "attention.self.key", square), (layer + "attention.self.value", square),
                        (layer + "attention.output.dense", square), (layer + "intermediate.dense", [INNER, HIDDEN]),
                        (layer + "output.dense", [HIDDEN, INNER]), ("bert.pooler.dense", square), ("classifier", [3, HIDDEN]),
                        ("bert.embeddings.LayerNorm", [HIDDEN]), (layer + "attention.output.LayerNorm", [HIDDEN]), (layer + "output.LayerNorm", [HIDDEN])]:
        yield name + ".weight", shape
        yield name + ".bias", shape[:1]


def write_model(folder):
    random, header, data = Random(8), {}, b""
    for name, shape in model_shapes():
        count = shape[0] * (shape[1] if len(shape) > 1 else 1)
        values = [(1 if name.endswith("LayerNorm.weight") else 0) + random.unit() - 0.5 for _ in range(count)]
        header[name] = {"dtype": "F16", "shape": shape, "data_offsets": [len(data), len(data) + 2 * count]}
        data += struct.pack(f"<{count}e", *values)
    text = json.dumps(header, separators=(",", ":")).encode()
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "model.safetensors"), "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + data)
    with open(os.path.join(folder, "config.json"), "w") as out:
        out.write(json.dumps(CONFIG, indent=2) + "\n")
    with open(os.path.join(folder, "vocab.txt"), "w") as out:
        out.write("".join(token + "\n" for token in VOCABULARY))


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "tiny.csv"), "w") as out:
        out.write("date,symbol,open,high,low,close,volume\n")
        for seed, (symbol, _, _, close, drift, deviation) in enumerate(ASSETS, 20180207):
            for day, *prices, volume in bars(seed, close, drift, deviation):
                out.write(f"{day},{symbol},{','.join(f'{p:.2f}' for p in prices)},{volume}\n")
    with open(os.path.join(here, "names.csv"), "w") as out:
        out.write("symbol,name,sector\n")
        for symbol, name, sector, *_ in ASSETS:
            out.write(f'{symbol},"{name}",{sector}\n')
    write_model(os.path.join(here, "model"))


main()
