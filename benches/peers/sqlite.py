#!/usr/bin/env python3
"""SQLite FTS5 behind the peers' line protocol (README.md). Default ranking (bm25), `unicode61`, no Dutch stemming."""
import json
import os
import re
import sqlite3
import sys
import time

SNIPPET = "snippet(docs, 1, '<b>', '</b>', '…', 30)"


def words(text):
    return [word for word in re.findall(r"\w+", text)]


def expression(kind, text):
    quoted = [f'"{word}"' for word in words(text)]
    if kind == "phrase":
        return '"' + " ".join(words(text)) + '"'
    return (" OR " if kind == "or" else " AND ").join(quoted)


def build(corpus, folder):
    start = time.time()
    os.makedirs(folder, exist_ok=True)
    db = sqlite3.connect(os.path.join(folder, "docs.db"))
    db.execute("PRAGMA journal_mode=OFF")
    db.execute("PRAGMA synchronous=OFF")
    db.execute("PRAGMA cache_size=-300000")
    db.execute("CREATE VIRTUAL TABLE docs USING fts5(id UNINDEXED, body, year UNINDEXED)")

    def rows():
        for line in open(corpus, encoding="utf8"):
            d = json.loads(line)
            body = "\n".join(d.get(part, "") for part in ("title", "question", "answer"))
            yield d["id"], body, d.get("date", "")[:4]

    count = db.executemany("INSERT INTO docs VALUES (?, ?, ?)", rows()).rowcount
    db.commit()
    db.execute("INSERT INTO docs(docs) VALUES ('optimize')")
    db.commit()
    db.close()
    size = sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))
    print(json.dumps({"documents": count, "seconds": time.time() - start, "index_bytes": size}))


def open_index(folder):
    db = sqlite3.connect(f"file:{os.path.join(folder, 'docs.db')}?mode=ro", uri=True)
    db.execute("PRAGMA mmap_size=4000000000")
    return db


def search(db, kind, text, year, limit=10, snippets=True):
    match = expression(kind, text)
    if not match:
        return 0, []
    where, arguments = "docs MATCH ?", [match]
    if year:
        where += " AND year = ?"
        arguments.append(year)
    total = db.execute(f"SELECT count(*) FROM docs WHERE {where}", arguments).fetchone()[0]
    shown = SNIPPET if snippets else "''"
    sql = f"SELECT id, {shown}, bm25(docs) FROM docs WHERE {where} ORDER BY rank LIMIT {limit}"
    return total, db.execute(sql, arguments).fetchall()


def serve(folder, snippets):
    db = open_index(folder)
    for line in sys.stdin:
        _, kind, text, *year = line.rstrip("\n").split("\t")
        start = time.perf_counter()
        total, hits = search(db, kind, text, year[0] if year else "", snippets=snippets)
        micros = (time.perf_counter() - start) * 1e6
        print(f"{micros:.1f}\t{total}\t{len(hits)}\t{sum(len(hit[1]) for hit in hits)}", flush=True)


def once(folder, kind, text):
    total, hits = search(open_index(folder), kind, text, "")
    print(total, "hits")
    for name, snippet, score in hits:
        print(f"{-score:.3f} {name}\n  {snippet}")


def run(folder, topics, depth):
    db = open_index(folder)
    for line in open(topics, encoding="utf8"):
        topic, text = line.rstrip("\n").split("\t")
        _, hits = search(db, "or", text, "", limit=depth, snippets=False)
        for rank, (name, _, score) in enumerate(hits):
            print(topic, "Q0", name, rank + 1, -score, "sqlite")


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
