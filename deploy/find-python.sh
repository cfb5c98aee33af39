#!/bin/sh
# Prints the newest suitable Python on the PATH; says what is missing, and fails, when there is none.
for name in python3.11 python3.12 python3.13 python3.14 python3 python; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        command -v "$name"
        exit 0
    fi
done
found=$(python3 --version 2>&1 || echo "no python3 on the PATH")
echo "lianzhu needs Python 3.11 or later, with its venv module; found: $found" >&2
exit 1
