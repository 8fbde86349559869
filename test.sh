#!/usr/bin/env bash
# Builds everything, runs every test, prints line coverage and, last, "N passed, N failed".
# A few failed tests are run once more, alone, and listed as unstable where they pass then (eng/test-again.mjs).
# Installs what the tests need where it is missing (Chromium, PostgreSQL, the page's and the tests' npm packages).
# Usage: ./test.sh [--full] [--only PROJECT], or ./test.sh --cluster for the other host (docs/hosts.md)
set -u
cd "$(dirname "$0")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
only=""
while [ $# -gt 0 ]; do
  case "$1" in
    --cluster) exec eng/test-cluster.sh ;;
    --full) export TICKER_TEST_FULL=1 ;;
    --only) only="${2:?--only takes the name of a test project}"; shift ;;
    *) echo "test.sh: $1 is not an option: [--full] [--only PROJECT] | --cluster" >&2; exit 2 ;;
  esac
  shift
done

fail() { echo "test.sh: $*" >&2; echo "0 passed, 1 failed"; exit 1; }
command -v dotnet >/dev/null || fail "the .NET 10 SDK is missing: install it from https://dot.net"
command -v node >/dev/null && command -v npm >/dev/null || fail "Node.js 20 with npm is missing: install it from https://nodejs.org"

find_chromium() { for c in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do [ -n "$c" ] && command -v "$c" && return; done; return 1; }
find_postgres() { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null; }
missing=""
find_chromium >/dev/null || missing="chromium"
find_postgres || missing="$missing postgresql"
if [ -n "$missing" ] && command -v apt-get >/dev/null; then
  as_root=""; [ "$(id -u)" = 0 ] || as_root="sudo -n"
  # Without a server of its own: the tests start theirs.
  [ -d /etc/postgresql-common ] || { $as_root mkdir -p /etc/postgresql-common && echo "create_main_cluster = false" | $as_root tee /etc/postgresql-common/createcluster.conf; } >/dev/null 2>&1
  { $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing; } >/dev/null 2>&1
fi
CHROMIUM="$(find_chromium)" || fail "Chromium is missing and could not be installed: install it, or set CHROMIUM to a Chrome or Chromium program"
export CHROMIUM
find_postgres || echo "PostgreSQL 15 is missing and could not be installed: its tests will fail and say so"

results="$PWD/artifacts/test-results"
rm -rf "$results" && mkdir -p "$results"
for folder in client official; do
  (cd "tests/EndToEnd/$folder" && [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --loglevel=error) >"$results/npm.log" 2>&1 \
    || { cat "$results/npm.log" >&2; fail "the end-to-end tests' npm packages could not be installed"; }
done

dotnet build Orleans.Ticker.sln -v quiet -clp:NoSummary >"$results/build.log" 2>&1 \
  || { grep -E "error|Error" "$results/build.log" | sort -u | head -40 >&2; fail "the build failed (see artifacts/test-results/build.log)"; }

broken=0
for project in tests/*/*.csproj; do
  name="$(basename "$project" .csproj)"
  grep -q 'Test.props' "$project" || continue
  [ "$name" != Cluster.Tests ] || continue
  [ -z "$only" ] || [ "$only" = "$name" ] || continue
  echo "== $name"
  dotnet test "$project" --no-build -v quiet --settings eng/coverage.runsettings --collect "XPlat Code Coverage" \
    --results-directory "$results/$name" --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=${VERBOSITY:-quiet}" >"$results/$name.log" 2>&1
  code=$?
  grep -E "^ *(Failed|Passed|Skipped)!|\[FAIL\]" "$results/$name.log"
  # Figures that tests print, `name: value unit`; the quiet console leaves them out, the result file has them.
  grep -ohE "^ *(<StdOut>)?[a-z]+(\.[A-Za-z_]+)+: [^<]*" "$results/$name/$name.trx" 2>/dev/null | sed 's/^ *<StdOut>//' | sort -u | head -60
  if [ $code -ne 0 ]; then
    grep -E -A12 "^ +Failed |\[FAIL\]|error|crashed|Aborted" "$results/$name.log" | head -120
    # A run that died has no result file that says so.
    ls "$results/$name"/*.trx >/dev/null 2>&1 || broken=$((broken + 1))
    grep -qE "aborted|crashed" "$results/$name.log" && broken=$((broken + 1))
    # A few failures get a second look, alone: the summary says which passed then, and what they said the first time.
    again="$(node eng/test-again.mjs "$results/$name/$name.trx" 2>/dev/null)"
    [ -z "$again" ] || dotnet test "$project" --no-build -v quiet --filter "$again" --results-directory "$results/$name" --logger "trx;LogFileName=again.trx" >"$results/$name.again.log" 2>&1
  fi
done
if [ -z "$only" ] || [ "$only" = web ]; then
  echo "== web"
  (cd Gateway/web && node --test --test-reporter=tap) >"$results/web.tap" 2>&1 || grep -E "^ *not ok" "$results/web.tap"
fi

if [ -n "$only" ]; then gates=--no-gates; else gates=; fi
node eng/test-summary.mjs "$results" "$broken" $gates
