#!/usr/bin/env python3
"""Measures vraagbaak beside other engines; see README.md. Needs Python 3.9 and, for `install`, apt as root."""
import argparse
import contextlib
import datetime
import glob
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
TARGET = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))
WORK = os.environ.get("PEERS_DIR", os.path.join(TARGET, "peers"))
PYTHON = "/usr/bin/python3"  # Debian's, which python3-xapian belongs to
PACKAGES = ["python3", "python3-xapian", "openjdk-17-jdk-headless", "python3-pip"]
PYSERINI = "pyserini==1.6.0"
ENGINES = ["vraagbaak", "tantivy", "sqlite", "xapian", "lucene"]


def say(*words):
    print(*words, file=sys.stderr, flush=True)


def output(*command, **options):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def cargo(*arguments, folder=ROOT):
    """Runs cargo and returns the executables it made, by the names of their targets: their order is not fixed."""
    lines = output("cargo", *arguments, "--message-format", "json-render-diagnostics", cwd=folder).splitlines()
    messages = (json.loads(line) for line in lines if line.startswith("{"))
    return {m["target"]["name"]: m["executable"] for m in messages if m.get("executable")}


def lucene_jar():
    return next(iter(glob.glob(os.path.join(WORK, "lucene", "*fatjar.jar"))), None)


def install(_):
    missing = [p for p in PACKAGES if subprocess.run(["dpkg", "-s", p], capture_output=True).returncode]
    if missing:
        environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], check=True, env=environment)
    folder = os.path.join(WORK, "lucene")
    os.makedirs(folder, exist_ok=True)
    if not lucene_jar():
        subprocess.run([PYTHON, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, PYSERINI], check=True)
        for archive in glob.glob(os.path.join(folder, "pyserini*")):
            unpacked = os.path.join(folder, "unpacked")
            shutil.unpack_archive(archive, unpacked, "zip" if archive.endswith(".whl") else None)
            for jar in glob.glob(os.path.join(unpacked, "**", "*fatjar.jar"), recursive=True):
                shutil.move(jar, folder)
            shutil.rmtree(unpacked)
    source = os.path.join(HERE, "lucene", "Peer.java")
    subprocess.run(["javac", "-cp", lucene_jar(), "-d", folder, source], check=True)
    cargo("build", "--release", "--locked", folder=os.path.join(HERE, "raw-tantivy"))
    cargo("build", "--release", "--locked")
    cargo("bench", "--locked", "--no-run", "--bench", "peer", "--bench", "generator")


def programs():
    """How each engine is called: name → {command: words}. Engines that are not installed are left out."""
    found = {}
    raw_target = os.environ.get("CARGO_TARGET_DIR", os.path.join(HERE, "raw-tantivy", "target"))
    raw = os.path.join(raw_target, "release", "raw-tantivy")
    own = os.path.join(TARGET, "release", "vraagbaak")
    try:
        peer = cargo("bench", "--locked", "--no-run", "--bench", "peer").get("peer")
    except subprocess.CalledProcessError:
        peer = None
    if os.path.exists(own) and peer:
        found["vraagbaak"] = {
            "index": lambda corpus, folder: [own, "index", corpus, "--index", folder, "--quiet", "--format", "json"],
            "serve": lambda folder, *options: [peer, "serve", folder, *options],
            "once": lambda folder, kind, text: [own, "search", "--index", folder, "--color", "never", "--match", "any" if kind == "or" else "all", "--", *text.split()],
            "run": lambda folder, topics, depth: [own, "batch", topics, "--index", folder, "--depth", str(depth)],
        }

    def protocol(*words):
        return {
            "index": lambda corpus, folder: [*words, "index", corpus, folder],
            "serve": lambda folder, *options: [*words, "serve", folder, *options],
            "once": lambda folder, kind, text: [*words, "once", folder, kind, text],
            "run": lambda folder, topics, depth: [*words, "run", folder, topics, str(depth)],
        }

    if os.path.exists(raw):
        found["tantivy"] = protocol(raw)
    found["sqlite"] = protocol(PYTHON, os.path.join(HERE, "sqlite.py"))
    if subprocess.run([PYTHON, "-c", "import xapian"], capture_output=True).returncode == 0:
        found["xapian"] = protocol(PYTHON, os.path.join(HERE, "xapian_peer.py"))
    if lucene_jar():
        found["lucene"] = protocol("java", "-Xmx1g", "-cp", f"{lucene_jar()}:{os.path.join(WORK, 'lucene')}", "Peer")
    return found


def chosen(arguments):
    available = programs()
    names = arguments.engines.split(",") if arguments.engines else ENGINES
    for name in names:
        if name not in available:
            say(f"{name}: not installed, left out (./peers.py install)")
    return {name: available[name] for name in names if name in available}


def folder_of(name, documents):
    return os.path.join(WORK, f"{name}-{documents}")


def size_of(folder):
    """Bytes in a folder; a file with several names counts once."""
    files = {}
    for place, _, names in os.walk(folder):
        for name in names:
            status = os.stat(os.path.join(place, name))
            files[status.st_ino] = status.st_size
    return sum(files.values())


def corpus_of(arguments):
    """Corpus and queries: given ones, or made by the generator."""
    if arguments.corpus:
        return arguments.corpus, arguments.queries
    corpus = os.path.join(WORK, f"corpus-{arguments.documents}.jsonl")
    queries = os.path.join(WORK, f"queries-{arguments.documents}.tsv")
    if not os.path.exists(corpus):
        os.makedirs(WORK, exist_ok=True)
        generator = cargo("bench", "--locked", "--no-run", "--bench", "generator")["generator"]
        subprocess.run([generator, str(arguments.documents), corpus + ".new", "42", "--queries", queries], check=True)
        os.rename(corpus + ".new", corpus)
    return corpus, queries


def run_measured(command, **options):
    """Seconds, seconds of processor time and peak resident bytes of a command."""
    start = time.perf_counter()
    process = subprocess.Popen(command, **options)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: exit status {process.returncode}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def build(arguments):
    corpus, _ = corpus_of(arguments)
    report = {}
    for name, program in chosen(arguments).items():
        folder = folder_of(name, arguments.documents)
        shutil.rmtree(folder, ignore_errors=True)
        with open(corpus, "rb") as file:  # every engine reads the corpus from the page cache
            while file.read(1 << 24):
                pass
        seconds, processor, memory = run_measured(program["index"](corpus, folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        report[name] = {
            "seconds": seconds,
            "cpu_seconds": processor,
            "peak_rss": memory,
            "index_bytes": size_of(folder),
            "corpus_bytes": os.path.getsize(corpus),
        }
        say(f"build {name}: {seconds:.1f} s ({processor:.1f} s of processor time), {memory / 1e6:.0f} MB, index {size_of(folder) / os.path.getsize(corpus):.2f} of the corpus")
    return report


def read_queries(path):
    with open(path, encoding="utf8") as file:
        return [line.rstrip("\n") for line in file if line.strip()]


@contextlib.contextmanager
def servers(engines, documents, options):
    running = {}
    try:
        for name, program in engines.items():
            running[name] = subprocess.Popen(
                program["serve"](folder_of(name, documents), *options),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, bufsize=1,
            )
        yield running
    finally:
        for process in running.values():
            process.stdin.close()
            process.wait()


def ask(process, query):
    process.stdin.write(query + "\n")
    process.stdin.flush()
    answer = process.stdout.readline().split("\t")
    return float(answer[0]), int(answer[1])


def query(arguments, options=()):
    _, path = corpus_of(arguments)
    queries = read_queries(path)
    engines = {n: p for n, p in chosen(arguments).items() if os.path.isdir(folder_of(n, arguments.documents))}
    times = {name: [[] for _ in queries] for name in engines}
    totals = {name: [0] * len(queries) for name in engines}
    order = random.Random(1)
    with servers(engines, arguments.documents, options) as running:
        for round_number in range(-arguments.warmup, arguments.rounds):
            for at in order.sample(range(len(queries)), len(queries)):
                for name in order.sample(list(running), len(running)):
                    micros, total = ask(running[name], queries[at])
                    totals[name][at] = total
                    if round_number >= 0:
                        times[name][at].append(micros)
            say(f"round {round_number + 1} of {arguments.rounds}")
    report = {}
    for name in engines:
        every = sorted(micros for one in times[name] for micros in one)
        report[name] = {
            "p50": quantile(every, 0.5),
            "p99": quantile(every, 0.99),
            "mean": statistics.fmean(every),
            "micros": [[round(m, 1) for m in one] for one in times[name]],
            "totals": totals[name],
        }
        say(f"{name}: p50 {report[name]['p50'] / 1e3:.2f} ms, p99 {report[name]['p99'] / 1e3:.2f} ms")
    return {"queries": queries, "options": list(options), "engines": report}


def quantile(ordered, share):
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def evict(folder):
    """Asks the kernel to drop a folder's pages; they must be on disk first."""
    for place, _, names in os.walk(folder):
        for name in names:
            descriptor = os.open(os.path.join(place, name), os.O_RDONLY)
            os.fsync(descriptor)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)


def fresh(arguments):
    _, path = corpus_of(arguments)
    pairs = [line.split("\t")[2] for line in read_queries(path) if line.split("\t")[0] == "and2"]
    engines = {n: p for n, p in chosen(arguments).items() if os.path.isdir(folder_of(n, arguments.documents))}
    report = {name: {"cached": [], "evicted": []} for name in engines}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    for round_number in range(arguments.fresh_rounds):
        text = pairs[round_number % len(pairs)]
        for name, program in engines.items():
            folder = folder_of(name, arguments.documents)
            command = program["once"](folder, "and", text)
            run_measured(command, **quiet)
            report[name]["cached"].append(run_measured(command, **quiet)[0] * 1e3)
            evict(folder)
            report[name]["evicted"].append(run_measured(command, **quiet)[0] * 1e3)
    for name, values in report.items():
        say(f"{name}: fresh process {statistics.median(values['cached']):.1f} ms cached, {statistics.median(values['evicted']):.1f} ms evicted")
    return report


def relevance(arguments):
    """nDCG@10 and R@100 on the two topic sets of ../shared/eval."""
    shared = arguments.shared or os.path.join(ROOT, "..", "shared")
    if not os.path.isdir(os.path.join(shared, "eval")):
        say(f"relevance: {shared}/eval is absent, left out")
        return {}
    sets = {
        "title": os.path.join(shared, "eval", "chamber-notitle.jsonl"),
        "theme": os.path.join(shared, "corpus", "chamber-2017-jan-apr.jsonl"),
    }
    own = os.path.join(TARGET, "release", "vraagbaak")
    report = {}
    for name, program in chosen(arguments).items():
        report[name] = {}
        for topics, corpus in sets.items():
            folder = os.path.join(WORK, f"{name}-{topics}")
            shutil.rmtree(folder, ignore_errors=True)
            run_measured(program["index"](corpus, folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            run_path = os.path.join(WORK, f"{name}-{topics}.run")
            with open(run_path, "w") as file:
                command = program["run"](folder, os.path.join(shared, "eval", f"{topics}.topics.tsv"), 100)
                subprocess.run(command, check=True, stdout=file, stderr=subprocess.DEVNULL)
            qrels = os.path.join(shared, "eval", f"{topics}.qrels")
            values = json.loads(output(own, "eval", qrels, run_path, "-m", "nDCG@10,R@100,MRR", "--format", "json", stderr=subprocess.DEVNULL))
            report[name][topics] = values["runs"][0]["mean"]
            say(f"{name} {topics}: {report[name][topics]}")
    return report


def machine():
    model = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), "?")
    memory = next(int(l.split()[1]) for l in open("/proc/meminfo") if l.startswith("MemTotal")) / (1 << 20)
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "memory_gib": round(memory, 1),
        "kernel": platform.release(),
        "load": os.getloadavg()[0],
        "date": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
        "commit": output("git", "-C", ROOT, "rev-parse", "--short", "HEAD").strip(),
    }


def table(record):
    """The table of the README, as Markdown; ratios are to raw tantivy."""
    build_, warm, fresh_, measured = (record.get(part) or {} for part in ("build", "query", "fresh", "relevance"))
    warm = warm.get("engines", {})
    bare = (record.get("search_only") or {}).get("engines", {})
    names = [n for n in ENGINES if n in build_ or n in warm]

    def versus(value, base, unit, scale, digits):
        if value is None:
            return "–"
        text = f"{value / scale:.{digits}f} {unit}".strip()
        return text + (f" ({value / base:.2f}×)" if base else "")

    def row(title, cell):
        return "| " + " | ".join([title] + [cell(name) for name in names]) + " |"

    def of(part, name, *keys):
        value = part.get(name)
        for key in keys:
            value = value.get(key) if value is not None else None
        return value

    def ratio_row(title, part, keys, unit, scale, digits, reduce=lambda v: v):
        base = of(part, "tantivy", *keys)
        base = reduce(base) if base is not None else None

        def cell(name):
            value = of(part, name, *keys)
            return versus(reduce(value) if value is not None else None, base, unit, scale, digits)

        return row(title, cell)

    lines = ["| | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    if build_:
        lines.append(ratio_row("build", build_, ["seconds"], "s", 1, 1))
        lines.append(ratio_row("processor time of the build", build_, ["cpu_seconds"], "s", 1, 1))
        lines.append(row("peak memory of the build", lambda n: f"{of(build_, n, 'peak_rss') / 1e6:.0f} MB" if n in build_ else "–"))
        lines.append(row("index ÷ corpus", lambda n: f"{of(build_, n, 'index_bytes') / of(build_, n, 'corpus_bytes'):.2f}" if n in build_ else "–"))
    if warm:
        lines.append(ratio_row("warm query with snippets, p50", warm, ["p50"], "ms", 1e3, 2))
        lines.append(ratio_row("the same, p99", warm, ["p99"], "ms", 1e3, 2))
    if bare:
        lines.append(ratio_row("without snippets, p50", bare, ["p50"], "ms", 1e3, 2))
    if fresh_:
        lines.append(ratio_row("fresh process, index cached", fresh_, ["cached"], "ms", 1, 1, statistics.median))
        lines.append(ratio_row("fresh process, index evicted", fresh_, ["evicted"], "ms", 1, 1, statistics.median))
    for topics in ("title", "theme"):
        if measured:
            lines.append(row(f"{topics} topics, nDCG@10", lambda n: f"{of(measured, n, topics, 'nDCG@10'):.3f}" if n in measured else "–"))
            lines.append(row(f"{topics} topics, R@100", lambda n: f"{of(measured, n, topics, 'R@100'):.3f}" if n in measured else "–"))
    m = record["machine"]
    lines.append("")
    lines.append(f"{record['documents']:,} documents ({record['corpus']}), {m['cpu']}, {m['cores']} cores, {m['memory_gib']} GiB, {m['date'][:16]}, commit {m['commit']}; × is to tantivy.")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=["install", "build", "query", "fresh", "relevance", "all", "table"])
    parser.add_argument("file", nargs="?", help="for table: a file of benches/runs")
    parser.add_argument("--documents", type=int, default=100000)
    parser.add_argument("--corpus", help="a JSONL file in place of the generator's")
    parser.add_argument("--queries", help="its queries: class, kind, words, year")
    parser.add_argument("--engines", help=f"some of {','.join(ENGINES)}")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--warmup", type=int, default=1)
    parser.add_argument("--fresh-rounds", type=int, default=15)
    parser.add_argument("--shared", help="the folder with eval/ and corpus/ (default ../shared)")
    arguments = parser.parse_args()
    if arguments.step == "table":
        with open(arguments.file) as file:
            print(table(json.load(file)))
        return
    if arguments.step in ("install", "all"):
        install(arguments)
        if arguments.step == "install":
            return
    record = {"machine": machine(), "documents": arguments.documents}
    record["corpus"] = os.path.basename(arguments.corpus) if arguments.corpus else "benches/generator, seed 42"
    if arguments.step in ("build", "all"):
        record["build"] = build(arguments)
    if arguments.step in ("query", "all"):
        record["query"] = query(arguments)
        record["search_only"] = query(arguments, ("--no-snippets",))
    if arguments.step in ("fresh", "all"):
        record["fresh"] = fresh(arguments)
    if arguments.step in ("relevance", "all"):
        record["relevance"] = relevance(arguments)
    stamp = record["machine"]["date"][:16].replace(":", "").replace("T", "-")
    path = os.path.join(ROOT, "benches", "runs", f"{stamp}-peers-{arguments.step}.json")
    with open(path, "w") as file:
        json.dump(record, file, separators=(",", ":"))
        file.write("\n")
    say(f"raw figures: {os.path.relpath(path, ROOT)}")
    print(table(record))


if __name__ == "__main__":
    main()
