#!/usr/bin/env python3
"""How the figures grow with the corpus: builds and asks at several sizes and draws them on two logarithmic axes.

    benches/growth.py [1000 10000 100000]     writes benches/runs/DATE-growth.json and docs/growth.svg

Corpus and queries are those of benches/generator; needs `peers/peers.py install` once (only its cargo builds)."""
import argparse
import json
import math
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "benches", "peers"))
import peers  # noqa: E402

# What is drawn: key, legend, unit of the raw figure in the unit of the axis.
LINES = [
    ("build_s", "build, s", "#1b6ca8"),
    ("index_mb", "index, MB", "#2e8b57"),
    ("p50_ms", "query p50, ms", "#c0392b"),
    ("p99_ms", "query p99, ms", "#8e44ad"),
    ("fresh_ms", "fresh process, ms", "#d68910"),
    ("rss_mb", "build memory, MB", "#616a6b"),
]


def measure(documents):
    arguments = argparse.Namespace(
        documents=documents, corpus=None, queries=None, engines="vraagbaak", rounds=5, warmup=1, fresh_rounds=10)
    built = peers.build(arguments)["vraagbaak"]
    asked = peers.query(arguments)["engines"]["vraagbaak"]
    fresh = peers.fresh(arguments)["vraagbaak"]
    return {
        "documents": documents,
        "corpus_mb": built["corpus_bytes"] / 1e6,
        "build_s": built["seconds"],
        "build_cpu_s": built["cpu_seconds"],
        "rss_mb": built["peak_rss"] / 1e6,
        "index_mb": built["index_bytes"] / 1e6,
        "p50_ms": asked["p50"] / 1e3,
        "p99_ms": asked["p99"] / 1e3,
        "fresh_ms": sorted(fresh["cached"])[len(fresh["cached"]) // 2],
    }


def slope(rows, key):
    """The exponent between the first and the last size: 1 is proportional to the corpus, 0 is constant."""
    first, last = rows[0], rows[-1]
    return math.log(last[key] / first[key]) / math.log(last["documents"] / first["documents"])


def draw(rows):
    width, height, left, top, right, bottom = 760, 460, 70, 20, 230, 50
    xs = [math.log10(row["documents"]) for row in rows]
    ys = [math.log10(row[key]) for row in rows for key, _, _ in LINES]
    x0, x1, y0, y1 = min(xs), max(xs), math.floor(min(ys)), math.ceil(max(ys))

    def place(x, y):
        return (left + (x - x0) / (x1 - x0) * (width - left - right), height - bottom - (y - y0) / (y1 - y0) * (height - top - bottom))

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">']
    out.append('<rect width="100%" height="100%" fill="white"/>')
    for power in range(y0, y1 + 1):
        (ax, y), (bx, _) = place(x0, power), place(x1, power)
        out.append(f'<line x1="{ax:.0f}" y1="{y:.0f}" x2="{bx:.0f}" y2="{y:.0f}" stroke="#ddd"/>')
        out.append(f'<text x="{ax - 8:.0f}" y="{y + 4:.0f}" text-anchor="end">{10.0 ** power:g}</text>')
    for row, x in zip(rows, xs):
        px, py = place(x, y0)
        out.append(f'<text x="{px:.0f}" y="{py + 18:.0f}" text-anchor="middle">{row["documents"]:,}</text>')
    out.append(f'<text x="{(left + width - right) / 2:.0f}" y="{height - 10}" text-anchor="middle">documents</text>')
    labels = sorted(((place(xs[-1], math.log10(rows[-1][key]))[1], key, name, color) for key, name, color in LINES))
    at = -100.0
    for y, key, name, color in labels:
        points = [place(x, math.log10(row[key])) for x, row in zip(xs, rows)]
        path = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
        out.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>')
        out += [f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3" fill="{color}"/>' for px, py in points]
        at = max(at + 15, y)
        out.append(f'<text x="{width - right + 10}" y="{at + 4:.0f}" fill="{color}">{name} (slope {slope(rows, key):.2f})</text>')
    return "\n".join(out + ["</svg>", ""])


def main():
    sizes = [int(size) for size in sys.argv[1:]] or [1000, 10000, 100000]
    rows = [measure(size) for size in sizes]
    record = {"machine": peers.machine(), "rows": rows}
    stamp = record["machine"]["date"][:16].replace(":", "").replace("T", "-")
    with open(os.path.join(ROOT, "benches", "runs", f"{stamp}-growth.json"), "w") as file:
        json.dump(record, file, indent=1)
        file.write("\n")
    with open(os.path.join(ROOT, "docs", "growth.svg"), "w") as file:
        file.write(draw(rows))
    keys = ["corpus_mb"] + [key for key, _, _ in LINES]
    print("| documents | " + " | ".join(keys) + " |\n|" + "---|" * (len(keys) + 1))
    for row in rows:
        print(f"| {row['documents']:,} | " + " | ".join(f"{row[key]:,.2f}" for key in keys) + " |")
    print("| slope | " + " | ".join(f"{slope(rows, key):.2f}" for key in keys) + " |")


main()
