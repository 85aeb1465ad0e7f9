"""An undocumented setting fails the build."""

import re

from jiayi.settings import ROOT

READ = re.compile(r"""(?:env(?:iron)?\.get\(|env\[|environ\[|environ\.get\()\s*"(JIAYI_\w+)\"""")


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    code = "\n".join(path.read_text() for path in (ROOT / "backend/jiayi").rglob("*.py"))
    documented = set(re.findall(r"`(JIAYI_\w+)`", (ROOT / "deploy/settings.md").read_text()))
    assert set(READ.findall(code)) == documented
