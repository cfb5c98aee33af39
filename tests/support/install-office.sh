#!/bin/sh
# What opens the platform's documents as a bureau does: LibreOffice, and poppler's pdftotext. Where they can be installed (Debian, as root) they
# are; where not, the tests that need them are skipped, and say so. Never an error: all other tests run without.
if command -v soffice >/dev/null && command -v pdftotext >/dev/null; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing LibreOffice and pdftotext, for the tests that open documents (once, some 100 MB)"
    export DEBIAN_FRONTEND=noninteractive
    if apt-get update -qq >/dev/null 2>&1 &&
        apt-get install -y -qq --no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils >/dev/null 2>&1; then
        exit 0
    fi
fi
echo "LibreOffice or pdftotext is missing and could not be installed: the tests that open documents will be skipped"
