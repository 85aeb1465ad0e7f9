"""The declared columns of each kind of roster: what the template offers and what a file may hold."""

from collections.abc import Callable
from typing import Any

import msgspec

from jiayi.rosters import cells, words
from jiayi.rosters.cells import Cell
from jiayi.rosters.model import Kind


class Column(msgspec.Struct, frozen=True):
    key: str
    header: str
    parse: Callable[[Cell], Any]
    example: str
    required: bool = False
    aliases: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    """Drop-down of the template; a column of many values has none."""
    hint: str = ""


YES = ("是", "否")
PEOPLE = ("身份证号码", "公民身份号码", "证件号码", "证件号", "身份证")
MANY = "可填几项，用“、”隔开"
NONE = MANY + "；没有请填“无”"
WGS = "WGS-84 小数"

INSTITUTIONS = (
    Column("code", "机构编码", cells.code(), "51010701", True, ("机构代码", "医疗机构代码")),
    Column("name", "机构名称", cells.name(60), "玉林社区卫生服务中心", True, ("名称", "单位名称")),
    Column("kind", "机构类型", cells.one_of(words.INSTITUTION_KIND), "社区卫生服务中心", True, ("类型", "类别"),
           words.offered(words.INSTITUTION_KIND)),
    Column("level", "医院级别", cells.whole(1, 3), "1", False, ("级别", "机构级别"), ("1", "2", "3"), "1、2 或 3 级"),
    Column("ownership", "举办主体", cells.one_of(words.OWNERSHIP), "公立", False, ("性质",), words.offered(words.OWNERSHIP)),
    Column("address", "地址", cells.text(120), "玉林街 1 号", True, ("机构地址", "详细地址")),
    Column("phone", "电话", cells.phone, "028-85550000", True, ("联系电话", "电话号码")),
    Column("hours", "服务时间", cells.text(120), "周一至周五 8:30-17:30", True, ("工作时间", "门诊时间")),
    Column("ways_to_sign", "签约方式", cells.many_of(words.WAYS), "网上、现场", False, (), (), MANY + "：网上、现场、上门"),
    Column("longitude", "经度", cells.degrees("104.055"), "104.055", True, ("经度(WGS84)",), (), WGS),
    Column("latitude", "纬度", cells.degrees("30.645"), "30.645", True, ("纬度(WGS84)",), (), WGS),
    Column("parent", "上级机构编码", cells.code(), "", False, ("上级机构代码",), (), "例如卫生室的卫生院"),
    Column("community", "医共体牵头机构编码", cells.code(), "", False, ("医共体编码",), (), "属于医共体时填写"),
    Column("accepts_each_request", "签约需机构确认", cells.yes_no, "否", False, (), YES),
    Column("contracted_since", "参加签约起始日", cells.day, "2026-01-01"),
    Column("contracted_until", "参加签约截止日", cells.day, ""),
)  # fmt: skip
TEAMS = (
    Column("code", "团队编码", cells.code(), "T01", True, ("团队代码", "团队编号")),
    Column("name", "团队名称", cells.name(60), "玉林第一家庭医生团队", True, ("名称",)),
    Column("institution", "机构编码", cells.code(), "51010701", True, ("机构代码", "所属机构编码")),
    Column("introduction", "团队介绍", cells.text(500), "看高血压、糖尿病", False, ("简介", "介绍")),
    Column("hours", "服务时间", cells.text(120), "周一至周五 8:30-17:30", False, ("工作时间",)),
    Column("phone", "电话", cells.phone, "028-85550001", False, ("联系电话",)),
    Column(
        "colour", "地图颜色", cells.whole(0, 9), "0", False, (), tuple("0123456789"), "0 到 9；空着由系统分配"
    ),
    Column("closed_on", "停用日期", cells.day, ""),
)
STAFF = (
    Column("code", "人员编码", cells.code(), "D001", True, ("医生编码", "工号", "人员编号")),
    Column("name", "姓名", cells.person_name(40), "李慧", True, ("医生姓名",)),
    Column("institution", "机构编码", cells.code(), "51010701", True, ("机构代码", "所属机构编码")),
    Column("sex", "性别", cells.one_of(words.SEX), "女", True, (), words.offered(words.SEX)),
    Column("kind", "人员类别", cells.one_of(words.DOCTOR_KIND), "全科医生", True, ("类别", "医生类别"),
           words.offered(words.DOCTOR_KIND)),
    Column("title", "职称", cells.text(40), "主治医师", True, ("技术职称",)),
    Column("introduction", "个人介绍", cells.text(500), "看高血压二十年", False, ("简介", "介绍")),
    Column("specialties", "擅长", cells.some_text(), "高血压、糖尿病", False, ("专长",), (), MANY),
    Column("languages", "语言", cells.some_text(), "普通话、四川话", False, (), (), MANY),
    Column("phone", "电话", cells.phone, "028-85550002", False, ("联系电话",), (), "会向居民公开"),
    Column("email", "登录邮箱", cells.email, "lihui@example.org", False, ("邮箱", "电子邮箱", "电子邮件"), (),
           "用这个邮箱收验证码登录，不会公开"),
    Column("practice_scope", "执业范围", cells.text(80), "全科医学专业"),
    Column("registered_on", "执业注册日期", cells.day, "2010-07-01"),
    Column("trained_until", "培训有效期至", cells.day, "2027-12-31"),
    Column("signs", "接受签约", cells.yes_no, "是", False, ("是否签约医生",), YES),
    Column("capacity", "签约人数上限", cells.whole(0, 99999), "1500", False, ("签约上限",), (), "接受签约的医生必填，按当地规定"),
    Column("teams", "团队编码", cells.codes, "T01", False, ("所在团队编码",), (), MANY),
    Column("duty", "团队职责", cells.one_of(words.DUTY), "全科医生", False, ("职责",), words.offered(words.DUTY)),
    Column("is_lead", "团队长", cells.yes_no, "是", False, ("是否团队长", "队长"), YES),
    Column("left_on", "离岗日期", cells.day, ""),
)  # fmt: skip
RESIDENTS = (
    Column("name", "姓名", cells.person_name(60), "王芳", True, ("居民姓名",)),
    Column("identity", "身份证号", cells.identity, "（18 位，这一列请用文本格式）", True, PEOPLE),
    Column(
        "sex",
        "性别",
        cells.one_of(words.SEX),
        "女",
        False,
        (),
        words.offered(words.SEX),
        "可不填，按身份证号",
    ),
    Column("birth_date", "出生日期", cells.day, "1960-01-01", False, ("生日",), (), "可不填，按身份证号"),
    Column("phone", "手机号", cells.mobile, "13800000000", False, ("手机", "联系电话", "电话", "手机号码")),
    Column(
        "relation",
        "与户主关系",
        cells.one_of(words.RELATION),
        "户主",
        False,
        ("关系",),
        words.offered(words.RELATION),
    ),
    Column(
        "head",
        "户主身份证号",
        cells.identity,
        "",
        False,
        ("户主身份证", "户主证件号码"),
        (),
        "户主本人可不填",
    ),
    Column("area", "片区编码", cells.code(), "A001", False, ("责任片区编码",)),
    Column("building", "楼栋", cells.text(40), "1栋", False, ("楼栋号", "栋")),
    Column("room", "房号", cells.text(40), "2单元301", False, ("门牌号", "室")),
    Column("institution", "管理机构编码", cells.code(), "51010701", False, ("机构编码", "建档机构编码")),
    Column(
        "conditions",
        "疾病",
        cells.many_of(words.CONDITION),
        "高血压、糖尿病",
        False,
        ("慢性病", "患病情况"),
        (),
        NONE,
    ),
    Column("groups", "重点人群", cells.many_of(words.GROUP), "残疾人", False, ("人群分类",), (), NONE),
)
INSURANCE = (
    Column("identity", "身份证号", cells.identity, "（18 位，这一列请用文本格式）", True, PEOPLE),
    Column("scheme", "险种", cells.one_of(words.SCHEME), "城乡居民医保", True, ("参保类型", "医保类型"),
           words.offered(words.SCHEME)),
    Column("premium_paid", "已缴费", cells.yes_no, "是", True, ("是否缴费", "缴费状态"), YES),
    Column("county_of_insurance", "参保区划代码", cells.whole(110000, 829999), "510107", True, ("参保地", "参保地代码"), (),
           "区县的 6 位行政区划代码"),
    Column("balance", "门诊统筹余额", cells.yuan, "200.00", False, ("门诊余额", "余额", "余额(元)"), (), "元，最多两位小数"),
    Column("two_disease", "两病认定", cells.many_of(words.TWO_DISEASE), "高血压", False, ("“两病”认定", "两病"), (), NONE),
    Column("special_chronic", "门诊慢特病认定", cells.many_of(words.CONDITION), "无", False, ("慢特病", "门诊慢特病"), (), NONE),
    Column("as_of", "数据日期", cells.day, "2026-01-01", True, ("截止日期", "统计日期")),
)  # fmt: skip

COLUMNS: dict[Kind, tuple[Column, ...]] = {
    Kind.INSTITUTIONS: INSTITUTIONS,
    Kind.TEAMS: TEAMS,
    Kind.STAFF: STAFF,
    Kind.RESIDENTS: RESIDENTS,
    Kind.INSURANCE: INSURANCE,
}
