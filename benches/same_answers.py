#!/usr/bin/env python3
"""Do two builds of the program answer alike? For changes to the evaluation that must change nothing but time.

    benches/same_answers.py BEFORE INDEX AFTER INDEX QUERIES

BEFORE and AFTER are programs, each with its own index of the same files. QUERIES is `class<TAB>kind<TAB>words<TAB>year`.
Every line is asked plain and with `=`, as all words, any word, one word without the next, and as a phrase. Totals, ids,
scores to three decimals, passages and highlights must be equal; exit status 1 when they are not. Within one build,
`cargo bench --bench peer -- dump INDEX QUERIES` prints the same and more, faster."""
import itertools
import json
import subprocess
import sys


def ask(program, index, query, mode, year):
    command = [program, "search", "--index", index, "--format", "json", "--match", mode, "--limit", "20", "--no-collapse"]
    if year:
        command += ["--since", year, "--until", year]
    answer = subprocess.run([*command, "--", query], capture_output=True, text=True)
    if answer.returncode > 1:
        raise SystemExit(f"{program}: {answer.stderr.strip()}")
    return json.loads(answer.stdout)


def compared(answer):
    hits = [(hit["id"], round(hit["score"], 3), hit["snippets"]) for hit in answer["hits"]]
    return answer["total"], hits


def queries(path):
    with open(path, encoding="utf8") as file:
        for line in file:
            columns = line.rstrip("\n").split("\t")
            if len(columns) < 3:
                continue
            kind, words = columns[1], columns[2].split()
            year = columns[3] if len(columns) > 3 else ""
            for sign in ("", "="):
                text = " ".join(sign + word for word in words)
                yield text, "all", year
                if len(words) > 1:
                    yield text, "any", year
                    yield f"{sign}{words[0]} -{sign}{words[1]}", "all", year
                if kind == "phrase":
                    yield f'{sign}"{columns[2]}"', "all", year


def main():
    if len(sys.argv) != 6:
        raise SystemExit(__doc__)
    before, before_index, after, after_index, path = sys.argv[1:]
    asked = different = 0
    for query, mode, year in queries(path):
        asked += 1
        left = compared(ask(before, before_index, query, mode, year))
        right = compared(ask(after, after_index, query, mode, year))
        if left == right:
            continue
        different += 1
        print(f"{query} ({mode}{', ' + year if year else ''}): {left[0]} documents before, {right[0]} after")
        pairs = itertools.zip_longest(left[1], right[1])
        first = next(((a, b) for a, b in pairs if a != b), None)
        if first:
            print(f"  first different hit: {first[0]}\n                       {first[1]}")
    print(f"{asked} queries, {different} answered differently")
    sys.exit(1 if different else 0)


main()
