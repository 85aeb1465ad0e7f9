#!/usr/bin/env bash
# Chromium, and the fonts that make Chinese on Debian look as on a phone. Needs apt and root (or sudo).
set -euo pipefail
run() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
export DEBIAN_FRONTEND=noninteractive
run apt-get update -qq
run apt-get install -y -qq chromium chromium-headless-shell fonts-noto-cjk
