#!/usr/bin/env bash
# The attackers of `make attack`, pinned, each in an environment of its own under .attackers/.
set -euo pipefail
cd "$(dirname "$0")/.."
for one in schemathesis==4.32.5 wapiti3==3.2.3 sqlmap==1.10.10; do
  name=${one%%==*}; home=.attackers/${name%3}
  [ "$(cat "$home/.version" 2>/dev/null)" = "$one" ] && continue
  echo "Installing $one into $home (once) …"
  "${PYTHON:-python3}" -m venv --clear "$home"
  "$home/bin/pip" install --quiet --disable-pip-version-check "$one"
  echo "$one" > "$home/.version"
done
