"""Writes qrels.txt from the judgements below: topic, then documents that answer it (2: the topic is its subject,
1: it touches on it). Judged by reading what a search for their words over ../../corpus finds; run `python3 judgements.py > qrels.txt`.
Documents without an id of their own have the path of their file, seen from the root of the crate."""

from pathlib import Path

CORPUS = Path(__file__).parents[2] / "corpus"

JUDGED = {
    "S01": "sv-112-2021-2022:2 sv-163-2021-2022:2 maatwerk-evaluatie-zonder-hoofding:2 sv-29-2023-2024:2 open-1:1",
    "S02": "sv-163-2021-2022:2 sv-29-2023-2024:2 sv-112-2021-2022:1",
    "S03": "sv-112-2021-2022:2 sv-29-2023-2024:1",
    "S04": "sv-87-2022-2023:2 sv-72-2019-2020:1 sv-112-2021-2022:1",
    "S05": "sv-87-2022-2023:2 sv-140-2022-2023:2",
    "S06": "sv-31-2020-2021:2 ah-tk-20232024-877:2 sv-54-2020-2021:1",
    "S07": "sv-12-2022-2023:2 sv-233-2021-2022:1",
    "S08": "sv-66-2019-2020:2",
    "S09": "sv-302-2021-2022:2",
    "S10": "sv-45-2022-2023:2",
    "S11": "sv-178-2022-2023:2 55-4-0078:1",
    "S12": "sv-77-2021-2022:2",
    "S13": "sv-175-2019-2020:2 sv-240-2019-2020:2",
    "S14": "sv-221-2022-2023:2 sv-305-2022-2023:1 sv-188-2022-2023:1",
    "S15": "ah-tk-20222023-1201:2 ah-tk-20232024-877:1",
    "S16": "sv-301-2023-2024:2",
    "S17": "antwoord-131-2020-2021:2",
    "S18": "sv-260-2022-2023:2 sv-233-2021-2022:2",
    "S19": "sv-31-2020-2021:2 sv-199-2020-2021:2 ah-tk-20222023-1201:1 sv-54-2020-2021:1",
    "S20": "sv-98-2022-2023:2 55-1-0101:2 55-1-0114:1 2023Z04410:1",
    "S21": "sv-301-2023-2024:2",
    "S22": "ah-tk-20222023-1201:2",
    "S23": "ah-tk-20232024-877:2 sv-45-2022-2023:2 sv-178-2022-2023:2 sv-31-2020-2021:1 sv-83-2022-2023:1 "
           "sv-19-2019-2020:1 sv-6-2022-2023:1",
    "S24": "55-4-0078:2",
    "S25": "sv-302-2021-2022:2",
    "S26": "sv-9-2021-2022:2",
    "S27": "jeugdwerk-lokalen:2 sv-205-2021-2022:1",
    "S28": "55-2-0230:2",
    "S29": "sv-54-2020-2021:2",
    "S30": "55-1-0101:2",
}

for topic, documents in sorted(JUDGED.items()):
    for document in documents.split():
        name, grade = document.rsplit(":", 1)
        path = CORPUS / f"{name}.txt"
        print(topic, 0, f"corpus/{path.name}" if path.exists() else name, grade)
