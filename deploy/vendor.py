"""Vendor the browser files that vendor.toml pins.

python deploy/vendor.py          fetch with `npm pack`, write the files and vendor.lock.json
python deploy/vendor.py --check  compare the files with the lock; needs no network
"""

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "deploy/vendor.toml"
LOCK = ROOT / "deploy/vendor.lock.json"

Lock = dict[str, dict[str, str | int]]


def main(arguments: list[str]) -> int:
    if "--check" not in arguments:
        write_lock(fetch_all())
    problems = check()
    print("\n".join(problems) or "vendor: every file matches the lock")
    return 1 if problems else 0


def pins() -> list[dict[str, Any]]:
    packages: list[dict[str, Any]] = tomllib.loads(PINS.read_text())["package"]
    return packages


def fetch_all() -> Lock:
    lock: Lock = {}
    for pin in pins():
        with tempfile.TemporaryDirectory() as folder:
            tarball = download(f"{pin['name']}@{pin['version']}", folder)
            lock |= unpack(pin, tarball)
    return lock


def download(spec: str, folder: str) -> Path:
    subprocess.run(
        ["npm", "pack", "--silent", "--pack-destination", folder, spec], check=True, stdout=subprocess.DEVNULL
    )
    return next(Path(folder).glob("*.tgz"))


def unpack(pin: dict[str, Any], tarball: Path) -> Lock:
    lock: Lock = {}
    with tarfile.open(tarball) as tar:
        licence = json.loads(read(tar, "package.json")).get("license", "")
        for name in pin["files"]:
            content = read(tar, name)
            target = folder_of(pin) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            lock[path_in_project(target)] = {
                "package": f"{pin['name']}@{pin['version']}",
                "licence": licence,
                "tarball": integrity(tarball.read_bytes(), "sha512"),
                "integrity": integrity(content),
                "bytes": len(content),
            }
    return lock


def read(tar: tarfile.TarFile, name: str) -> bytes:
    member = tar.extractfile(f"package/{name}")
    if member is None:
        raise SystemExit(f"{name} is not a file; correct `files` in {PINS.name}")
    return member.read()


def folder_of(pin: dict[str, Any]) -> Path:
    folder: Path = ROOT / pin["into"] / f"{pin['name'].replace('/', '__')}@{pin['version']}"
    return folder


def integrity(content: bytes, algorithm: str = "sha384") -> str:
    """As in the `integrity` attribute of HTML and in npm's metadata."""
    return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


def write_lock(lock: Lock) -> None:
    LOCK.write_text(json.dumps(lock, indent=1, sort_keys=True) + "\n")


def check() -> list[str]:
    lock: Lock = json.loads(LOCK.read_text())
    pinned = {path_in_project(folder_of(pin) / name) for pin in pins() for name in pin["files"]}
    present = files_present()
    answers = {
        "missing; run python deploy/vendor.py": (lock.keys() | pinned) - present,
        "not in the lock; pin it in vendor.toml or delete it": present - lock.keys(),
        "no longer pinned; run python deploy/vendor.py": lock.keys() - pinned,
        "changed since it was fetched; run python deploy/vendor.py": {
            name
            for name in present & lock.keys()
            if integrity((ROOT / name).read_bytes()) != lock[name]["integrity"]
        },
    }
    return [f"{name}: {answer}" for answer, names in answers.items() for name in sorted(names)]


def files_present() -> set[str]:
    folders = {pin["into"] for pin in pins()}
    return {path_in_project(file) for into in folders for file in (ROOT / into).rglob("*") if file.is_file()}


def path_in_project(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
