"""What somebody is to the head of a household: the classes of GB/T 4761-2008 (家庭关系代码), by their first digit."""

GB_T_4761 = {
    "head": "0",
    "spouse": "1",
    "child": "2",
    "grandchild": "4",
    "parent": "5",
    "grandparent": "6",
    "sibling": "7",
    "other": "8",
}
"""The standard's 2 (sons, and their spouses) and 3 (daughters, and theirs) are one here: the sex stands in the number.
Its 02 (户主) and 01 (本人) are the head."""
YOUNGER = ("child", "grandchild")
OLDER = ("parent", "grandparent")
OFFERED = ("spouse", *YOUNGER, *OLDER, "sibling", "other")


def age_fits(relation: str, *, younger: bool) -> bool:
    """``younger``: than the head."""
    return younger if relation in YOUNGER else not younger if relation in OLDER else True
