#!/usr/bin/env bash
# What only tests and pictures need: Chromium, the fonts that make Chinese on Debian look as on a phone, pdftotext,
# and the distribution's own PostgreSQL (the oldest server we support). Needs apt, and root or sudo.
set -euo pipefail
run() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
export DEBIAN_FRONTEND=noninteractive
# Only its programs are wanted, not a server of its own.
run mkdir -p /etc/postgresql-common/createcluster.d
echo "create_main_cluster = false" | run tee /etc/postgresql-common/createcluster.d/jiayi.conf >/dev/null
run apt-get update -qq
run apt-get install -y -qq chromium chromium-headless-shell fonts-noto-cjk fontconfig poppler-utils postgresql
