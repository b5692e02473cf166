#!/usr/bin/env python3
"""Tunes the ranking on ../shared/eval, and prints everything it tried.

    benches/tune.py [--shared ../shared] [--rounds 2]

Both topic sets count alike: what is raised is the mean of their nDCG@10. One parameter is moved at a time over the
values below, the best is kept, and the next is moved (coordinate ascent), until a round changes nothing. A last table
compares the start and the end with a paired randomisation test on each set, so that luck is not taken for a gain."""
import argparse
import json
import os
import subprocess
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.environ.get("VRAAGBAAK_PROGRAM") or os.path.join(
    os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target")), "release", "vraagbaak")
SETS = {"title": "eval/chamber-notitle.jsonl", "theme": "corpus/chamber-2017-jan-apr.jsonl"}
KINDS = ["exact", "lemma", "head", "modifier", "derivation", "repaired", "hanging"]

# Exact stays 1: all other weights are relative to it. `scatter` is not tuned: a wider one measures better where any word
# matches, but where all must it finds what has nothing to do with the word (docs/ranking.md).
GRID = {
    "parts": [0.0, 0.1, 0.25, 0.7, 1.0],
    "k1": [0.9, 1.6, 2.0],
    "b": [0.5, 0.6, 0.9],
    "title": [1.0, 2.0, 5.0, 8.0],
    "lemma": [0.7, 0.8, 0.95],
    "head": [0.4, 0.5, 0.7],
    "modifier": [0.3, 0.6],
    "derivation": [0.15, 0.5],
    "hanging": [0.3, 0.6],
    "scattered": [0.05, 0.25],
    "proximity": [0.1, 0.2],
}
START = {
    "k1": 1.2, "b": 0.75, "title": 3.0, "scattered": 0.1, "scatter": 20, "parts": 0.5,
    "proximity": 0.0, "proximity_depth": 50,
    "exact": 1.0, "lemma": 0.9, "head": 0.6, "modifier": 0.45, "derivation": 0.3, "repaired": 0.2, "hanging": 0.45,
}


class Bench:
    def __init__(self, shared, folder):
        self.shared, self.folder, self.tried = shared, folder, {}
        for name, corpus in SETS.items():
            command = [PROGRAM, "index", os.path.join(shared, corpus), "--index", os.path.join(folder, name), "--quiet"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def run(self, setting, name, path):
        lines = [f"{key} = {value}" for key, value in setting.items() if key not in KINDS]
        lines.append(f"kinds = [{', '.join(str(float(setting[kind])) for kind in KINDS)}]")
        ranking = os.path.join(self.folder, "ranking.toml")
        with open(ranking, "w") as file:
            file.write("\n".join(lines) + "\n")
        topics = os.path.join(self.shared, "eval", f"{name}.topics.tsv")
        command = [PROGRAM, "batch", topics, "--index", os.path.join(self.folder, name), "--depth", "100", "--ranking", ranking]
        with open(path, "w") as file:
            subprocess.run(command, check=True, stdout=file, stderr=subprocess.DEVNULL)

    def eval(self, name, *runs):
        qrels = os.path.join(self.shared, "eval", f"{name}.qrels")
        command = [PROGRAM, "eval", qrels, *runs, "-m", "nDCG@10,R@100", "--format", "json", "--quiet"]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)

    def score(self, setting):
        key = json.dumps(setting, sort_keys=True)
        if key not in self.tried:
            values = []
            for name in SETS:
                path = os.path.join(self.folder, "run")
                self.run(setting, name, path)
                values.append(self.eval(name, path)["runs"][0]["mean"])
            self.tried[key] = (sum(v["nDCG@10"] for v in values) / len(values), values)
        return self.tried[key]


def show(mean, values):
    parts = [f"{name} nDCG@10 {v['nDCG@10']:.4f} R@100 {v['R@100']:.4f}" for name, v in zip(SETS, values)]
    return f"{mean:.4f}  " + "  ".join(parts)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", default=os.environ.get("VRAAGBAAK_SHARED", os.path.join(ROOT, "..", "shared")))
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()
    if not os.path.isdir(os.path.join(arguments.shared, "eval")):
        raise SystemExit(f"skipped: {arguments.shared}/eval is absent")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(arguments.shared, folder)
        best = dict(START)
        print("start      ", show(*bench.score(best)), flush=True)
        for round_number in range(arguments.rounds):
            before = dict(best)
            for name, values in GRID.items():
                for value in values:
                    if value == best[name]:
                        continue
                    tried = dict(best, **{name: value})
                    mean, each = bench.score(tried)
                    better = mean > bench.score(best)[0] + 1e-5
                    print(f"{name:>10} {value:<5}", show(mean, each), "kept" if better else "", flush=True)
                    if better:
                        best = tried
            if best == before:
                break
        print("end        ", show(*bench.score(best)))
        print("end setting", json.dumps(best))
        for name in SETS:
            paths = [os.path.join(folder, f"{name}.{which}") for which in ("start", "end")]
            for setting, path in zip((START, best), paths):
                bench.run(setting, name, path)
            for line in bench.eval(name, *paths)["comparisons"]:
                print(f"{name} {line['measure']}: {line['difference']:+.4f}, p {line['p_randomisation']:.4f}")


main()
