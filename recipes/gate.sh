#!/bin/sh
# Start early, do something else, wait at the end: SUITE_ID=… sh gate.sh
set -eu

tokens=$(testruns trigger qualigate --test-suite-id "$SUITE_ID")

# … build the documentation, warm caches …

code=0
printf '%s\n' "$tokens" | testruns wait --timeout 20m --junit report.xml || code=$?

case $code in
    0) echo "The gate is open." ;;
    1) echo "The tests failed: the gate stays shut." ;;
    4) echo "No verdict yet; wait on with:" && printf '%s\n' "$tokens" ;;
    *) echo "The tests could not be judged (exit code $code)." ;;
esac
exit "$code"
