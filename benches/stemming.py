#!/usr/bin/env python3
"""Compares the Dutch chain with plain stemming in the same engine, on ../shared/eval.

    benches/stemming.py [--shared ../shared]

The corpus of each topic set is indexed three times: with the whole chain, with the stems of rust-stemmers as the only
keys, and with the written forms alone. Everything else is the same: tokens, fields, BM25, the boost of the title. The
stems are also measured with all forms weighing the same, as in engines that index stems. Prints a Markdown table, and
below it the difference of the chain to the stems with a paired randomisation test."""
import argparse
import json
import os
import subprocess
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.environ.get("VRAAGBAAK_PROGRAM") or os.path.join(
    os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target")), "release", "vraagbaak")
SETS = {"theme": "corpus/chamber-2017-jan-apr.jsonl", "title": "eval/chamber-notitle.jsonl"}
MEASURES = ["nDCG@10", "R@100"]
EVEN = "kinds = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]\n"
SYSTEMS = [("written forms", "none", None), ("stems, all forms alike", "stem", EVEN), ("stems", "stem", None), ("the chain", "full", None)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", default=os.environ.get("VRAAGBAAK_SHARED", os.path.join(ROOT, "..", "shared")))
    shared = parser.parse_args().shared
    if not os.path.isdir(os.path.join(shared, "eval")):
        raise SystemExit(f"skipped: {shared}/eval is absent")
    with tempfile.TemporaryDirectory() as folder:
        run_of = lambda name, number: os.path.join(folder, f"{name}.{number}")
        for name, corpus in SETS.items():
            topics = os.path.join(shared, "eval", f"{name}.topics.tsv")
            for number, (_, analysis, ranking) in enumerate(SYSTEMS):
                index = os.path.join(folder, f"{name}-{analysis}")
                if not os.path.isdir(index):
                    command = [PROGRAM, "index", os.path.join(shared, corpus), "--index", index, "--analysis", analysis, "--quiet"]
                    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
                command = [PROGRAM, "batch", topics, "--index", index, "--depth", "100"]
                if ranking:
                    path = os.path.join(folder, "ranking.toml")
                    with open(path, "w") as file:
                        file.write(ranking)
                    command += ["--ranking", path]
                with open(run_of(name, number), "w") as file:
                    subprocess.run(command, check=True, stdout=file)
        results = {}
        for name in SETS:
            # The stems come first: what follows is compared with them.
            order = [2, 0, 1, 3]
            runs = [run_of(name, number) for number in order]
            command = [PROGRAM, "eval", os.path.join(shared, "eval", f"{name}.qrels"), *runs, "-m", ",".join(MEASURES), "--format", "json", "--quiet"]
            results[name] = (order, json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))
    print("| analysis | " + " | ".join(f"{name} {measure}" for name in SETS for measure in MEASURES) + " |")
    print("|---" * (1 + len(SETS) * len(MEASURES)) + "|")
    for number, (title, _, _) in enumerate(SYSTEMS):
        cells = []
        for name in SETS:
            order, outcome = results[name]
            mean = outcome["runs"][order.index(number)]["mean"]
            cells += [f"{mean[measure]:.4f}" for measure in MEASURES]
        print(f"| {title} | " + " | ".join(cells) + " |")
    print()
    for name in SETS:
        outcome = results[name][1]
        means = outcome["runs"][0]["mean"]
        for line in [line for line in outcome["comparisons"] if line["run"] == outcome["runs"][3]["run"]]:
            share = line["difference"] / means[line["measure"]]
            print(f"{name} {line['measure']}: the chain against the stems {line['difference']:+.4f} ({share:+.1%}), p {line['p_randomisation']:.4f}")


main()
