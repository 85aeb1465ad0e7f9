"""What history holds of a person. Its rows are chained (chain.py): none is changed, and only looks whose period is over
are removed (forgetting.py); they hold ids, no names of residents."""

from jiayi.infra.personal import Part, Rows

PARTS = (
    Part(
        code="history",
        name="办过什么事",
        erasing="留下编号和时间，里面没有您的姓名和证件号。用来查清谁办过什么，谁也改不了。",
        retention="agreement",
        rows=(Rows(table="history_events", by="subject_id"),),
    ),
    Part(
        code="looks",
        name="谁看过我的信息",
        erasing="留下，里面只有看的人和时间。到期自动删除。",
        retention="look",
        rows=(
            Rows(table="access_log", by="resident_id"),
            Rows(table="look_flags", by="resident_id", withheld="机构核查不寻常查看的记录，写的是工作人员"),
            Rows(table="look_notes", by="resident_id", withheld="机构核查不寻常查看的记录，写的是工作人员"),
        ),
    ),
)
