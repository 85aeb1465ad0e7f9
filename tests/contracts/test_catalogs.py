"""Every Chinese sentence shown to people has its English; no catalog entry is empty or loses a parameter."""

import re

from jiayi.infra.web.i18n import load_catalog
from jiayi.settings import ROOT

IN_TEMPLATE = re.compile(r"""_\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")
CHINESE = re.compile(r"[一-鿿]")
PARAMETER = re.compile(r"%\((\w+)\)")
HALF_WIDTH = re.compile(r"(?<=[一-鿿”）])[,;:!?](?=[一-鿿“（%])")
FORMATS = ("经度,纬度", "西,南,东,北")  # what somebody types, as it is typed
ENGLISH = load_catalog(ROOT / "frontend/locale/en")


def sentences_in_templates() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted((ROOT / "frontend").rglob("*.html")):
        for double, single in IN_TEMPLATE.findall(path.read_text()):
            found[double or single] = str(path.relative_to(ROOT))
    return found


def test_templates_have_english() -> None:
    missing = {text: where for text, where in sentences_in_templates().items() if text not in ENGLISH}
    assert missing == {}


def test_templates_show_no_chinese_outside_gettext() -> None:
    """What is not in _() would stay Chinese for an English reader. A line that names its language is data."""
    loose = []
    for path in sorted((ROOT / "frontend/templates").rglob("*.html")):
        text = re.sub(r"{#.*?#}", "", path.read_text(), flags=re.S)
        text = re.sub(r"{{.*?}}|{%.*?%}", "", text, flags=re.S)
        for line in text.splitlines():
            if CHINESE.search(line) and "lang=" not in line:
                loose.append(f"{path.name}: {line.strip()[:60]}")
    assert loose == []


def test_chinese_sentences_have_chinese_marks() -> None:
    said = [*ENGLISH, *sentences_in_templates()]
    for form in FORMATS:
        said = [text.replace(form, "") for text in said]
    assert sorted({text for text in said if HALF_WIDTH.search(text)}) == []


def test_english_keeps_the_parameters() -> None:
    wrong = {
        text: english
        for text, english in ENGLISH.items()
        if set(PARAMETER.findall(text)) != set(PARAMETER.findall(english))
    }
    assert wrong == {}


def test_problem_sentences_have_english() -> None:
    from jiayi.infra.web import errors, problems

    kinds = [
        k
        for m in (problems, errors)
        for k in vars(m).values()
        if isinstance(k, type) and hasattr(k, "advice")
    ]
    assert [text for kind in kinds for text in (kind.title, kind.advice) if text not in ENGLISH] == []
