"""Hospitals, centres, stations and village posts, and the doctors in them."""

from uuid import UUID

from jiayi.infra.division import Division
from jiayi.infra.geo import Point
from jiayi.infra.identity_number import Sex
from jiayi.synth.draw import Draw
from jiayi.synth.model import Doctor, DoctorKind, Institution, InstitutionKind
from jiayi.synth.names import Namer
from jiayi.synth.places import Plot, county_path, is_village, short_name

HOURS = {
    "hospital": "门诊 周一至周日 8:00-12:00、14:00-17:30；急诊全天",
    "township_center": "周一至周日 8:00-12:00、14:00-17:30；急诊全天",
    "community_center": "周一至周五 8:00-17:30；周六、周日 9:00-16:30",
    "station": "周一至周六 8:30-12:00、14:00-17:00",
    "village_post": "周一至周六 8:00-12:00、14:30-17:30",
}
HOSPITALS = (("人民医院", 3), ("中医医院", 2), ("妇幼保健院", 2))
STATION_SHARE = 0.3  # of committees that have a station or a village post
DOCTORS_PER_HOSPITAL = 12
DEPARTMENTS = {
    "心血管内科": ["高血压", "冠心病"],
    "内分泌科": ["糖尿病", "甲状腺疾病"],
    "呼吸内科": ["慢阻肺", "哮喘"],
    "神经内科": ["脑卒中康复", "头痛头晕"],
    "消化内科": ["胃炎", "幽门螺杆菌感染"],
    "骨科": ["颈肩腰腿痛", "骨质疏松"],
    "眼科": ["白内障", "糖尿病眼病"],
    "妇产科": ["孕产期保健"],
    "儿科": ["儿童常见病", "生长发育"],
    "中医科": ["针灸", "慢病调理"],
}
GENERAL = ["高血压", "糖尿病", "慢阻肺", "儿童保健", "老年人健康管理", "孕产妇随访", "康复指导", "常见病诊治"]
TITLES: dict[DoctorKind, tuple[str, ...]] = {
    "gp": ("主治医师", "主治医师", "副主任医师", "住院医师"),
    "assistant_gp": ("执业助理医师",),
    "tcm_gp": ("主治中医师", "副主任中医师", "中医师"),
    "village_doctor": ("乡村医生", "执业助理医师"),
    "specialist": ("主治医师", "副主任医师", "主任医师"),
    "retired": ("副主任医师", "主任医师"),
}
KIND_WORDS: dict[DoctorKind, str] = {
    "gp": "全科医生",
    "assistant_gp": "助理全科医生",
    "tcm_gp": "中医全科医生",
    "village_doctor": "乡村医生",
    "specialist": "专科医师",
    "retired": "退休临床医师",
}


class Providers:
    def __init__(self, county: Division, ground: list[Plot], draw: Draw, year: int) -> None:
        self.county, self.draw, self.year = county, draw, year
        self.namer = Namer(draw, county.code // 10_000)
        self.institutions: list[Institution] = []
        self.doctors: list[Doctor] = []
        self.centres: dict[int, Institution] = {}
        self.posts: dict[int, list[Institution]] = {}
        self._hospitals(ground)
        for township in dict.fromkeys(plot.township for plot in ground):
            self._centre(township, [plot for plot in ground if plot.township == township])

    def _hospitals(self, ground: list[Plot]) -> None:
        lead: UUID | None = None
        for place, (suffix, level) in zip(self.draw.sample(ground, len(HOSPITALS)), HOSPITALS, strict=True):
            name = self.county.name + suffix
            hospital = self._institution("hospital", name, place, _beside(place), lead, level)
            lead = lead or hospital.id
            for number in range(DOCTORS_PER_HOSPITAL):
                department = list(DEPARTMENTS)[number % len(DEPARTMENTS)]
                self.hire(hospital, "specialist", department)

    def _centre(self, township: Division, ground: list[Plot]) -> None:
        lead = self.institutions[0].id
        middle = ground[len(ground) // 2]
        kind: InstitutionKind
        if township.name.endswith("街道"):
            kind, name = "community_center", township.name.removesuffix("街道") + "社区卫生服务中心"
        else:
            kind, name = "township_center", township.name + "卫生院"
        centre = self._institution(kind, name, middle, middle.centre, lead)
        self.centres[township.code], self.posts[township.code] = centre, []
        for committee in dict.fromkeys(plot.committee for plot in ground):
            if self.draw.chance(STATION_SHARE):
                self._post(committee, next(p for p in ground if p.committee == committee), centre)

    def _post(self, committee: Division, plot: Plot, centre: Institution) -> None:
        village, short = is_village(committee.name), short_name(committee.name)
        name = short + ("卫生室" if village else "社区卫生服务站")
        kind: InstitutionKind = "village_post" if village else "station"
        self.posts[plot.township.code].append(self._institution(kind, name, plot, _beside(plot), centre.id))

    def _institution(
        self,
        kind: InstitutionKind,
        name: str,
        plot: Plot,
        at: Point,
        parent: UUID | None,
        level: int | None = None,
    ) -> Institution:
        street = f"{short_name(plot.committee.name)}{self.draw.randint(1, 200)}号"
        institution = Institution(
            id=self.draw.id(),
            kind=kind,
            level=level,
            leads_community=kind == "hospital" and parent is None,
            name=name,
            address=county_path(self.county) + plot.township.name + street,
            phone=self.draw.landline(),
            email=f"org{len(self.institutions) + 1:03d}.{self.county.code}@example.org",
            hours=HOURS[kind],
            location=(round(at[0], 6), round(at[1], 6)),
            township=None if kind == "hospital" else plot.township.code,
            parent=parent,
        )
        self.institutions.append(institution)
        return institution

    def hire(self, institution: Institution, kind: DoctorKind, department: str = "全科") -> Doctor:
        age = self.draw.randint(61, 69) if kind == "retired" else self.draw.randint(28, 58)
        sex = self.draw.choice((Sex.FEMALE, Sex.MALE))
        name = self.namer.name(sex, self.year - age)
        skills = self.draw.some(DEPARTMENTS.get(department) or GENERAL, 2, 4)
        years = age - 25
        languages = self.namer.languages[:1] + [x for x in self.namer.languages[1:] if self.draw.chance(0.7)]
        doctor = Doctor(
            id=self.draw.id(),
            institution_id=institution.id,
            kind=kind,
            name=name.text,
            pinyin=name.pinyin,
            initials=name.initials,
            sex=sex,
            title=self.draw.choice(TITLES[kind]),
            department=department,
            introduction=f"{KIND_WORDS[kind]}，从事临床工作{years}年，擅长{'、'.join(skills)}。",
            specialties=skills,
            languages=languages + self._native(name.surname),
        )
        self.doctors.append(doctor)
        return doctor

    def _native(self, surname: str | None) -> list[str]:
        return [self.namer.long.language] if surname is None and self.namer.long else []


def _beside(plot: Plot) -> Point:
    """Between the middle and a corner, where no centre stands."""
    (x, y), (corner_x, corner_y) = plot.centre, plot.ring[0]
    return (x + corner_x) / 2, (y + corner_y) / 2
