"""Family-doctor teams, each with neighbouring service areas of one township."""

from collections import Counter, defaultdict
from uuid import UUID

from jiayi.infra.identity_number import Sex
from jiayi.synth.draw import Draw
from jiayi.synth.ground import gather
from jiayi.synth.model import AreaKind, Doctor, DoctorKind, Duty, Institution, Member, ServiceArea, Team
from jiayi.synth.names import lists, syllables_of
from jiayi.synth.places import Plot, short_name
from jiayi.synth.providers import Providers

AREAS_PER_TEAM = 6
NUMERALS = "一二三四五六七八九十"
LEADERS: dict[DoctorKind, float] = {
    "gp": 58, "assistant_gp": 12, "tcm_gp": 16, "specialist": 6, "retired": 8
}  # fmt: skip
RURAL_LEADERS: dict[DoctorKind, float] = {**LEADERS, "village_doctor": 40}


class Teams:
    def __init__(self, providers: Providers, ground: list[Plot], draw: Draw) -> None:
        self.providers, self.draw = providers, draw
        self.teams: list[Team] = []
        self.areas: list[ServiceArea] = []
        self._taken: set[str] = set()
        self._in_committee: Counter[int] = Counter()
        hospitals = {i.id for i in providers.institutions if i.kind == "hospital"}
        self._hospital_doctors = [d for d in providers.doctors if d.institution_id in hospitals]
        by_township: dict[int, list[Plot]] = defaultdict(list)
        for plot in ground:
            by_township[plot.township.code].append(plot)
        for township, plots in by_township.items():
            self._township(township, plots)

    def _township(self, township: int, plots: list[Plot]) -> None:
        centre, posts = self.providers.centres[township], self.providers.posts[township]
        count = -(-len(plots) // AREAS_PER_TEAM)
        for number, block in enumerate(gather([(plot.centre, plot) for plot in plots], [1.0] * count)):
            # Most teams work from the centre; a later one may sit in a station or village post.
            home = posts[number % len(posts)] if posts and number % 3 == 2 else centre
            team = self._team(home, centre, number, rural=block[0].is_rural)
            self.areas += [self._area(plot, team) for plot in block]

    def _team(self, home: Institution, centre: Institution, number: int, rural: bool) -> UUID:
        kind = self.draw.weighted(RURAL_LEADERS if rural else LEADERS)
        lead = self.providers.hire(home, kind, "中医科" if kind == "tcm_gp" else "全科")
        ordinal = NUMERALS[number] if number < len(NUMERALS) else str(number + 1)
        skills = "、".join(lead.specialties[:2])
        team = Team(
            id=self.draw.id(),
            institution_id=home.id,
            name=f"{centre.name}第{ordinal}家庭医生团队",
            lead_doctor_id=lead.id,
            members=self._members(lead, centre),
            introduction=f"由{lead.name}医生带领，为片区居民提供签约服务，在{skills}方面经验较多。",
            hours=home.hours,
            phone=self.draw.landline(),
        )
        self.teams.append(team)
        return team.id

    def _members(self, lead: Doctor, centre: Institution) -> list[Member]:
        members = [Member(duty="tcm" if lead.kind == "tcm_gp" else "gp", name=lead.name, doctor_id=lead.id)]
        if lead.kind in ("village_doctor", "assistant_gp", "retired", "specialist"):
            members.append(self._member("gp", self.providers.hire(centre, "gp")))
        members += [self._helper("nurse"), self._helper("public_health")]
        if self.draw.chance(0.6):
            members.append(self._member("hospital_doctor", self.draw.choice(self._hospital_doctors)))
        if lead.kind != "tcm_gp" and self.draw.chance(0.4):
            members.append(self._member("tcm", self.providers.hire(centre, "tcm_gp", "中医科")))
        return members

    def _member(self, duty: Duty, doctor: Doctor) -> Member:
        return Member(duty=duty, name=doctor.name, doctor_id=doctor.id)

    def _helper(self, duty: Duty) -> Member:
        born = self.providers.year - self.draw.randint(24, 52)
        return Member(duty=duty, name=self.providers.namer.name(Sex.FEMALE, born).text, doctor_id=None)

    def _area(self, plot: Plot, team: UUID) -> ServiceArea:
        kind: AreaKind = (
            "villagers_group" if plot.is_rural else "building" if self.draw.chance(0.1) else "compound"
        )
        name = self._name(kind, plot)
        syllables = syllables_of(name)
        return ServiceArea(
            id=self.draw.id(),
            kind=kind,
            name=name,
            pinyin=" ".join(syllables),
            initials="".join(syllable[0] for syllable in syllables),
            township=plot.township.code,
            committee=plot.committee.code,
            team_id=team,
            ring=plot.ring,
            centre=(round(plot.centre[0], 6), round(plot.centre[1], 6)),
            buildings=self._buildings(kind),
        )

    def _buildings(self, kind: AreaKind) -> list[str]:
        if kind == "villagers_group":
            return [f"{number}号" for number in range(1, self.draw.randint(20, 60))]
        count = 1 if kind == "building" else self.draw.randint(1, 12)
        return [f"{number}栋" for number in range(1, count + 1)]

    def _name(self, kind: AreaKind, plot: Plot) -> str:
        """Distinct within the county."""
        place = short_name(plot.committee.name)
        self._in_committee[plot.committee.code] += 1
        number = self._in_committee[plot.committee.code]
        if kind == "villagers_group":
            return self._distinct(f"{place}{number}组")
        if kind == "building":
            return self._distinct(f"{place}{self.draw.randint(1, 99)}号楼")
        if self.draw.chance(0.3):
            return self._distinct(f"{place}{self.draw.randint(1, 99)}号院")
        words = lists().compounds
        return self._distinct(self.draw.choice(words.first) + self.draw.choice(words.last), place)

    def _distinct(self, name: str, place: str = "") -> str:
        tries = [name, place + name, *(f"{place}{name}{phase}期" for phase in NUMERALS)]
        tries += [f"{place}{name}{number}" for number in range(11, 999)]
        found = next(each for each in tries if each not in self._taken)
        self._taken.add(found)
        return found
