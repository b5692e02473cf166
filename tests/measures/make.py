#!/usr/bin/env python3
"""Makes the fixed run and judgements beside this script and asks trec_eval (through ir_measures) for their values.

    pip install ir_measures && python3 tests/measures/make.py

Scores tie often and differ below single precision, grades go from -1 to 3, some topics lack documents, relevant
documents or judgements."""
import random
from pathlib import Path

import ir_measures

HERE = Path(__file__).parent
MEASURES = "nDCG nDCG@5 nDCG@10 AP AP@10 RR P@1 P@10 R@10 R@100".split()


def collection():
    rnd = random.Random(20)
    qrels, run = [], []
    for topic in [f"t{n}" for n in range(1, 13)]:
        documents = [f"d{n:03}" for n in rnd.sample(range(300), 150)]
        judged = rnd.sample(documents, 40)
        if topic != "t4":  # t4 was never judged
            for document in judged:
                grade = 0 if topic == "t5" else rnd.choice([-1, 0, 0, 0, 1, 1, 2, 3])  # t5: nothing is relevant
                qrels.append((topic, document, grade))
        if topic != "t6":  # t6 found nothing
            for document in rnd.sample(documents, rnd.choice([3, 60, 120])):
                score = rnd.choice([round(rnd.random() * 4, 1), 2 + rnd.random() * 1e-8])
                run.append((topic, document, score))
    return qrels, run


def main():
    qrels, run = collection()
    (HERE / "fixed.qrels").write_text("".join(f"{t} 0 {d} {g}\n" for t, d, g in qrels))
    lines = (f"{t} Q0 {d} {n} {s!r} fixed\n" for n, (t, d, s) in enumerate(run))
    (HERE / "fixed.run").write_text("".join(lines))
    measures = [ir_measures.parse_measure(name) for name in MEASURES]
    judged = list(ir_measures.read_trec_qrels(str(HERE / "fixed.qrels")))
    ranked = list(ir_measures.read_trec_run(str(HERE / "fixed.run")))
    rows = [(m.query_id, str(m.measure), m.value) for m in ir_measures.iter_calc(measures, judged, ranked)]
    rows += [("all", str(m), v) for m, v in ir_measures.calc_aggregate(measures, judged, ranked).items()]
    out = "".join(f"{topic}\t{measure}\t{value:.6f}\n" for topic, measure, value in sorted(rows))
    (HERE / "expected.tsv").write_text(out)


main()
