"""Codes of the directory in words: Chinese msgids, shown through gettext."""

INSTITUTION_KINDS = {
    "community_center": "社区卫生服务中心",
    "township_center": "乡镇卫生院",
    "station": "社区卫生服务站",
    "village_post": "村卫生室",
    "clinic": "诊所",
    "hospital": "医院",
}
DOCTOR_KINDS = {
    "gp": "全科医生",
    "assistant_gp": "助理全科医生",
    "tcm_gp": "中医全科医生",
    "village_doctor": "乡村医生",
    "private_clinic": "诊所医生",
    "retired": "退休返聘医生",
    "specialist": "专科医生",
    "nurse": "护士",
    "public_health": "公共卫生医师",
    "pharmacist": "药师",
    "assistant": "健康助理",
}
DUTIES = {
    "gp": "家庭医生",
    "tcm": "中医",
    "nurse": "护士",
    "public_health": "公共卫生",
    "hospital_doctor": "医院专科指导",
    "pharmacist": "药师",
    "village_doctor": "乡村医生",
    "assistant": "健康助理",
}
AREA_KINDS = {"compound": "小区", "building": "楼宇", "villagers_group": "村民小组"}
WAYS_TO_SIGN = {"online": "网上签约", "desk": "到机构窗口签约", "home_visit": "上门签约"}

WORDS = {
    "institution_kinds": INSTITUTION_KINDS,
    "doctor_kinds": DOCTOR_KINDS,
    "duties": DUTIES,
    "area_kinds": AREA_KINDS,
    "ways": WAYS_TO_SIGN,
}
