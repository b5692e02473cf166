#!/usr/bin/env python3
"""Xapian behind the peers' line protocol (README.md): Dutch stemmer, positions, BM25, MSet.snippet."""
import json
import os
import re
import sys
import time

import xapian

YEAR_PREFIX = "XY"


def build(corpus, folder):
    start = time.time()
    os.environ.setdefault("XAPIAN_FLUSH_THRESHOLD", "20000")
    db = xapian.WritableDatabase(folder, xapian.DB_CREATE_OR_OVERWRITE)
    generator = xapian.TermGenerator()
    generator.set_stemmer(xapian.Stem("dutch"))
    count = 0
    for line in open(corpus, encoding="utf8"):
        d = json.loads(line)
        body = "\n".join(d.get(part, "") for part in ("title", "question", "answer"))
        document = xapian.Document()
        generator.set_document(document)
        generator.index_text(body)
        document.add_boolean_term(YEAR_PREFIX + d.get("date", "")[:4])
        document.set_data(d["id"] + "\n" + body)
        db.add_document(document)
        count += 1
    db.commit()
    db.close()
    size = sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))
    print(json.dumps({"documents": count, "seconds": time.time() - start, "index_bytes": size}))


class Searcher:
    def __init__(self, folder):
        self.db = xapian.Database(folder)
        self.stem = xapian.Stem("dutch")
        self.enquire = xapian.Enquire(self.db)

    def query(self, kind, text, year):
        words = [word.lower() for word in re.findall(r"\w+", text)]
        if kind == "phrase":
            query = xapian.Query(xapian.Query.OP_PHRASE, words)
        else:
            stems = ["Z" + self.stem(word.encode()).decode() for word in words]
            query = xapian.Query(xapian.Query.OP_OR if kind == "or" else xapian.Query.OP_AND, stems)
        if year:
            query = xapian.Query(xapian.Query.OP_FILTER, query, xapian.Query(YEAR_PREFIX + year))
        return query

    def search(self, kind, text, year="", limit=10, snippets=True):
        self.enquire.set_query(self.query(kind, text, year))
        matches = self.enquire.get_mset(0, limit, self.db.get_doccount())
        hits = []
        for match in matches:
            name, _, body = match.document.get_data().decode().partition("\n")
            snippet = matches.snippet(body, 200, self.stem).decode(errors="replace") if snippets else ""
            hits.append((name, match.weight, snippet))
        return matches.get_matches_estimated(), hits


def serve(folder, snippets):
    searcher = Searcher(folder)
    for line in sys.stdin:
        _, kind, text, *year = line.rstrip("\n").split("\t")
        start = time.perf_counter()
        total, hits = searcher.search(kind, text, year[0] if year else "", snippets=snippets)
        micros = (time.perf_counter() - start) * 1e6
        print(f"{micros:.1f}\t{total}\t{len(hits)}\t{sum(len(hit[2]) for hit in hits)}", flush=True)


def once(folder, kind, text):
    total, hits = Searcher(folder).search(kind, text)
    print(total, "hits")
    for name, score, snippet in hits:
        print(f"{score:.3f} {name}\n  {snippet}")


def run(folder, topics, depth):
    searcher = Searcher(folder)
    for line in open(topics, encoding="utf8"):
        topic, text = line.rstrip("\n").split("\t")
        _, hits = searcher.search("or", text, limit=depth, snippets=False)
        for rank, (name, score, _) in enumerate(hits):
            print(topic, "Q0", name, rank + 1, score, "xapian")


def main(command, *arguments):
    flags = [a for a in arguments if a.startswith("--")]
    plain = [a for a in arguments if not a.startswith("--")]
    if command == "index":
        build(*plain)
    elif command == "serve":
        serve(*plain, snippets="--no-snippets" not in flags)
    elif command == "once":
        once(*plain)
    elif command == "run":
        run(plain[0], plain[1], int(plain[2]))


if __name__ == "__main__":
    main(*sys.argv[1:])
