"""Names of people as identity cards print them: the dot in 阿依古丽·买买提 is one sign, however it was typed."""

import re
import unicodedata

_DOT = re.compile(r"(?<=[^\x00-\x7f])[.•・‧∙⋅。﹒·]+(?=[^\x00-\x7f])")
_COMPOUND = (
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 "
    "仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 "
    "段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 东门 西门 第五"
)
COMPOUND = frozenset(_COMPOUND.split())
"""Family names of two characters: those of the Hundred Family Names (百家姓) and some that are common beside them."""


def dotted(name: str) -> str:
    """With "·" between the parts of a name."""
    return _DOT.sub("·", name)


def plain(typed: str) -> str:
    """``dotted``, without blanks."""
    return dotted(re.sub(r"\s+", "", unicodedata.normalize("NFKC", typed)))


def same(one: str, other: str) -> bool:
    return plain(one) == plain(other)


def family(name: str) -> str:
    """What stands in a round picture: 王 of 王芳, 欧阳 of 欧阳娜娜; the first character where the name says no more."""
    return name[:2] if name[:2] in COMPOUND and len(name) > len(name[:2]) else name[:1]
