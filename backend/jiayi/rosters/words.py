"""What people write in a cell, and the code we keep. The first word of a code is the one in the template."""

YES_NO = {"是": True, "否": False, "有": True, "无": False, "1": True, "0": False, "已缴费": True, "未缴费": False,
          "y": True, "n": False, "yes": True, "no": False, "√": True, "×": False}  # fmt: skip
SEX = {"男": "male", "女": "female", "男性": "male", "女性": "female", "1": "male", "2": "female"}
INSTITUTION_KIND = {
    "乡镇卫生院": "township_center",
    "社区卫生服务中心": "community_center",
    "社区卫生服务站": "station",
    "村卫生室": "village_post",
    "医院": "hospital",
    "卫生院": "township_center",
    "中心卫生院": "township_center",
    "服务站": "station",
}
OWNERSHIP = {"公立": "public", "社会办": "private", "民营": "private", "公办": "public"}
WAYS = {"网上": "online", "现场": "desk", "上门": "home_visit", "线上": "online", "窗口": "desk"}
DOCTOR_KIND = {
    "全科医生": "gp",
    "助理全科医生": "assistant_gp",
    "中医全科医生": "tcm_gp",
    "乡村医生": "village_doctor",
    "诊所医生": "private_clinic",
    "退休医生": "retired",
    "专科医生": "specialist",
    "护士": "nurse",
    "公卫医生": "public_health",
    "执业助理医师": "assistant_gp",
    "村医": "village_doctor",
    "公共卫生医生": "public_health",
}
DUTY = {
    "全科医生": "gp",
    "护士": "nurse",
    "公卫医生": "public_health",
    "医院医生": "hospital_doctor",
    "中医": "tcm",
    "乡村医生": "village_doctor",
    "公共卫生医生": "public_health",
}
RELATION = {
    "户主": "head",
    "配偶": "spouse",
    "子女": "child",
    "父母": "parent",
    "孙子女": "grandchild",
    "祖父母": "grandparent",
    "兄弟姐妹": "sibling",
    "其他": "other",
    "本人": "head",
    "妻": "spouse",
    "夫": "spouse",
    "子": "child",
    "女": "child",
    "父": "parent",
    "母": "parent",
    "儿子": "child",
    "女儿": "child",
    "女婿": "child",
    "儿媳": "child",
    "公公": "parent",
    "婆婆": "parent",
    "岳父": "parent",
    "岳母": "parent",
    "外祖父母": "grandparent",
    "外孙子女": "grandchild",
    "孙子": "grandchild",
    "孙女": "grandchild",
}
CONDITION = {
    "高血压": "hypertension",
    "糖尿病": "diabetes",
    "慢阻肺病": "copd",
    "肺结核": "tuberculosis",
    "严重精神障碍": "severe_mental_disorder",
    "肿瘤": "cancer",
    "脑卒中": "stroke",
    "慢阻肺": "copd",
    "2型糖尿病": "diabetes",
    "癌症": "cancer",
}
GROUP = {
    "孕产妇": "pregnant",
    "残疾人": "disabled",
    "计生特殊家庭": "special_family",
    "建档立卡贫困人口": "registered_poor",
    "失能失智老年人": "care_dependent",
    "行动不便或卧床": "homebound",
    "脱贫户": "registered_poor",
}
SCHEME = {
    "城乡居民医保": "resident",
    "职工医保": "employee",
    "未参保": "none",
    "居民医保": "resident",
    "居民": "resident",
    "职工": "employee",
    "城乡居民": "resident",
    "城镇职工": "employee",
}
TWO_DISEASE = {"高血压": "hypertension", "糖尿病": "diabetes", "2型糖尿病": "diabetes"}
AREA_KIND = {
    "小区": "compound",
    "楼宇": "building",
    "村民组": "villagers_group",
    "compound": "compound",
    "building": "building",
    "villagers_group": "villagers_group",
}


def offered(words: dict[str, str]) -> tuple[str, ...]:
    """One word a code, in order: what a drop-down shows."""
    first: dict[str, str] = {}
    for word, code in words.items():
        first.setdefault(code, word)
    return tuple(first.values())
