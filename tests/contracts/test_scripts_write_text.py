"""Own scripts put words on the page as text, never as markup (OWASP ASVS 5.0 1.3.2, 3.2.2)."""

import re

import pytest

from jiayi.settings import ROOT

SCRIPTS = [*sorted((ROOT / "static/js").rglob("*.js")), ROOT / "frontend/pwa/sw.js"]
MARKUP = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setTimeout\(\s*[\"'`]"
    r"|bind(?:Tooltip|Popup)\((?!asText\()|\.set(?:Tooltip|Popup)Content\("
)


def test_no_script_writes_markup_or_runs_text() -> None:
    found = [(path.name, hit.group()) for path in SCRIPTS for hit in MARKUP.finditer(path.read_text())]
    assert not found


def test_no_script_writes_a_key_that_came_from_elsewhere() -> None:
    """No prototype is polluted (ASVS 5.0 15.3.6): the one computed key comes from a list in the script itself."""
    written = re.compile(r"\w+\[[^\]\"'`]+\]\s*=[^=>].*|__proto__|structuredClone|\bmerge\(")
    found = [hit.group() for path in SCRIPTS for hit in written.finditer(path.read_text())]
    assert found == ["parts[name] = text(response[name]);"]


@pytest.mark.parametrize("text", ["x.innerHTML = y", "pin.bindTooltip(name)", "eval(x)", "new Function(x)"])
def test_it_would_be_found(text: str) -> None:
    assert MARKUP.search(text)


def test_templates_mark_nothing_safe_but_our_own_codes() -> None:
    """QR pictures that segno drew; whatever else a page shows is escaped."""
    files = (ROOT / "frontend").rglob("*.html")
    safe = {(path.name, m) for path in files for m in re.findall(r"\{\{([^}]*)\|\s*safe", path.read_text())}
    assert safe == {("agreement.html", " code"), ("poster.html", " code"), ("totp.html", " picture")}
    assert not any("autoescape" in path.read_text() for path in (ROOT / "frontend").rglob("*.html"))
