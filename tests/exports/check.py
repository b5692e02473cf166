#!/usr/bin/env python3
"""Read the exports of vraagbaak with the parsers of other programs.

    tests/exports/check.py PROGRAM INDEX [QUERY]

RIS with rispy, BibTeX with bibtexparser, CSL-JSON with citeproc-py, CSV with Python's own csv. Every format must
hold the same hits in the same order, with the same numbers, titles and askers. Modules that are not installed are
named and their format is skipped; exit status 1 when something differs.
"""

import csv
import io
import json
import subprocess
import sys


def export(program, index, query, form):
    command = [program, "export", query, "--index", index, "--format", form]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8")


def expected(program, index, query):
    rows = list(csv.DictReader(io.StringIO(export(program, index, query, "csv"), newline="")))
    assert rows, f"'{query}' finds nothing"
    lines = [json.loads(line) for line in export(program, index, query, "jsonl").splitlines()]
    assert [row["id"] for row in rows] == [line["id"] for line in lines]
    return rows


def title(row):
    """A document without a title is listed by its first words, in brackets, or by its id."""
    opening = f"[{row['opening']}]" if row.get("opening") else row["id"]
    return plain(row["title"] or opening)


def plain(text):
    """A title without what BibTeX and RIS cannot carry: braces, runs of blanks."""
    return " ".join(text.replace("{", "").replace("}", "").split())


def ris(text, rows):
    import rispy

    entries = rispy.loads(text)
    assert len(entries) == len(rows), (len(entries), len(rows))
    for entry, row in zip(entries, rows):
        assert plain(entry.get("title") or entry.get("primary_title", "")) == title(row), (entry, row)
        askers = [name for name in row["asker"].split(" | ") if name]
        assert len(entry.get("authors", [])) == len(askers), (entry, row)
    return len(entries)


def bibtex(text, rows):
    import bibtexparser

    if hasattr(bibtexparser, "parse_string"):
        library = bibtexparser.parse_string(text)
        assert not library.failed_blocks, library.failed_blocks
        entries = [{**{field.key: field.value for field in entry.fields}, "ID": entry.key} for entry in library.entries]
    else:
        entries = bibtexparser.loads(text).entries
    assert len(entries) == len(rows), (len(entries), len(rows))
    assert len({entry["ID"] for entry in entries}) == len(rows), "keys are not unique"
    return len(entries)


def csl(text, rows):
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    items = json.loads(text)
    assert len(items) == len(rows), (len(items), len(rows))
    assert [plain(item["title"]) for item in items] == [title(row) for row in rows]
    source = CiteProcJSON(items)
    bibliography = CitationStylesBibliography(CitationStylesStyle("harvard-cite-them-right", validate=False), source, formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    printed = bibliography.bibliography()
    assert len(printed) == len(items), (len(printed), len(items))
    return len(items)


def main():
    program, index, query = (sys.argv[1:] + ["maatwerk OF wachtlijsten OF huurwoning"])[:3]
    rows = expected(program, index, query)
    print(f"csv, jsonl: {len(rows)} hits")
    failed = False
    for form, check in [("ris", ris), ("bibtex", bibtex), ("csl-json", csl)]:
        try:
            print(f"{form}: {check(export(program, index, query, form), rows)} hits")
        except ImportError as error:
            print(f"{form}: skipped: {error.name} is not installed (pip install rispy bibtexparser citeproc-py)")
        except AssertionError as error:
            failed = True
            print(f"{form}: differs: {error}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
