#!/usr/bin/env bash
# ./test.sh --cluster: builds for Microsoft.Orleans and runs what needs it: the conformance suite, and silos and a gateway as processes on a PostgreSQL server of their own.
# Ends with "N passed, N failed" and 0 or 1; with 77, and the names of the packages, where the NuGet feed lacks them: then nothing was tested.
set -u
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 TickerHost=Cluster
results="$PWD/artifacts/test-results-cluster"
rm -rf "$results" && mkdir -p "$results"
fail() { echo "test.sh: $*" >&2; echo "0 passed, 1 failed"; exit 1; }
command -v dotnet >/dev/null || fail "the .NET 10 SDK is missing: install it from https://dot.net"

if ! dotnet restore Orleans.Ticker.sln >"$results/restore.log" 2>&1; then
  missing="$(grep -ohE 'Unable to find package [A-Za-z.]*[A-Za-z]' "$results/restore.log" | sed 's/.* //' | sort -u | paste -sd ' ')"
  [ -n "$missing" ] || { grep -E 'error' "$results/restore.log" | sort -u | head -20 >&2; fail "the packages could not be restored (see artifacts/test-results-cluster/restore.log)"; }
  echo "The Cluster tests were not run: this machine's NuGet feed lacks ${missing// /, }."
  exit 77
fi

wanted=""
command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || wanted="postgresql"
command -v redis-server >/dev/null || wanted="$wanted redis-server"
if [ -n "$wanted" ]; then
  as_root=""; [ "$(id -u)" = 0 ] || as_root="sudo -n"
  { $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $wanted; } >"$results/apt.log" 2>&1 \
    || fail "$wanted is missing and could not be installed: install PostgreSQL 15 or newer and Redis"
fi

dotnet build Orleans.Ticker.sln --no-restore -v quiet -clp:NoSummary >"$results/build.log" 2>&1 \
  || { grep -E "error|Error" "$results/build.log" | sort -u | head -40 >&2; fail "the Cluster build failed (see artifacts/test-results-cluster/build.log)"; }

passed=0 failed=0
for name in Conformance Cluster.Tests; do
  echo "== $name"
  # What Orleans does otherwise, or by no clock that a test can turn: docs/hosts.md.
  dotnet test "tests/$name" --no-build -v quiet --filter 'Host!=Embedded' --results-directory "$results" --logger "trx;LogFileName=$name.trx" >"$results/$name.log" 2>&1
  counters="$(grep -ohE '<Counters [^>]*>' "$results/$name.trx" 2>/dev/null)"
  count() { grep -oE " $1=\"[0-9]+" <<<"$counters" | grep -oE '[0-9]+$' || echo 0; }
  ok="$(count passed)" all="$(count total)"
  [ "$all" -gt 0 ] || all=1
  passed=$((passed + ok)) failed=$((failed + all - ok))
  grep -ohE "^ *(<StdOut>)?[a-z]+(\.[A-Za-z_]+)+: [^<]*" "$results/$name.trx" 2>/dev/null | sed 's/^ *<StdOut>//' | sort -u
  [ "$ok" = "$all" ] || grep -E -A12 "^ +Failed |\[FAIL\]|error|aborted" "$results/$name.log" | head -120
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
