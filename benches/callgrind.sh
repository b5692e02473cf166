#!/usr/bin/env bash
# Counts instructions on the hot paths, so that a change of a few per cent is seen on a noisy machine.
#
#   benches/callgrind.sh                 counts, and compares with benches/runs/instructions.tsv
#   benches/callgrind.sh --save          counts, and keeps the figures there
#   PROGRAM=path benches/callgrind.sh    counts another build of the program, which is not built first
#
# Paths: a whole index run over the sample corpus, and every class of query over it, snippets included. Needs
# valgrind (apt-get install valgrind) and a release build; figures depend on the compiler, which is kept with them.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v valgrind >/dev/null || { echo "valgrind is not installed: apt-get install valgrind" >&2; exit 2; }
[ -n "${PROGRAM-}" ] || cargo build --release --locked --quiet
program=${PROGRAM:-${CARGO_TARGET_DIR:-target}/release/vraagbaak}
kept=benches/runs/instructions.tsv
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
"$program" index corpus --index "$dir/index" --quiet >/dev/null

count() { # NAME COMMAND...: instructions executed, all threads together
  local name=$1; shift
  valgrind --tool=callgrind --callgrind-out-file="$dir/out" "$@" >/dev/null 2>"$dir/err" || [ $? -le 1 ]
  printf '%s\t%s\n' "$name" "$(sed -n 's/^summary: *//p; s/^totals: *//p' "$dir/out" | head -n 1)"
}
{
  printf 'rustc\t%s\n' "$(rustc --version)"
  count start "$program" --version
  count index "$program" index corpus --index "$dir/again" --quiet
  count one-word "$program" search maatwerk --index "$dir/index"
  count all-words "$program" search sociale economie werk --index "$dir/index"
  count any-word "$program" search --match any sociale economie werk --index "$dir/index"
  count phrase "$program" search '"sociale economie"' --index "$dir/index"
  count prefix "$program" search 'maat*' --index "$dir/index"
  count fuzzy "$program" search 'maatwrek~1' --index "$dir/index"
  count filter "$program" search --since 2021 --until 2022 subsidie --index "$dir/index"
  count warm "$program" bench tests/sample-topics/topics.tsv --match any --runs 20 --no-snippets --index "$dir/index"
  count analyze "$program" analyze maatwerkbedrijven gemeenteraadsverkiezingen --index "$dir/index"
} >"$dir/now.tsv"
if [ "${1-}" = --save ] || [ ! -f "$kept" ]; then
  cp "$dir/now.tsv" "$kept"; cat "$kept"
else
  awk -F'\t' 'NR == FNR { before[$1] = $2; next }
    $1 == "rustc" { if ($2 != before[$1]) print "compiler: " $2 ", kept figures: " before[$1]; next }
    { change = before[$1] ? sprintf("%+.2f %%", ($2 / before[$1] - 1) * 100) : "new"; printf "%-10s %15d  %s\n", $1, $2, change }' \
    "$kept" "$dir/now.tsv"
fi
