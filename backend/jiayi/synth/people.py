"""Fills the service areas with households and residents."""

from collections import Counter
from datetime import date
from uuid import UUID

from jiayi.infra import division
from jiayi.infra.division import Division, Level
from jiayi.infra.identity_number import Sex, generate
from jiayi.synth.draw import Draw
from jiayi.synth.families import Families, Person
from jiayi.synth.health import age_on, facts, insurance
from jiayi.synth.model import Household, Resident, ServiceArea
from jiayi.synth.places import county_path

POOR_HOUSEHOLDS = 0.025
BEREAVED_COUPLES = 0.012  # lost their only child (计划生育特殊家庭)
OWN_PHONE_FROM = 14
OLD_WITHOUT_PHONE = 0.15  # of people of 75 and older
DOORS_PER_FLOOR = 4


class People:
    def __init__(self, county: Division, areas: list[ServiceArea], draw: Draw, today: date) -> None:
        self.county, self.areas, self.draw, self.today = county, areas, draw, today
        self.families = Families(draw, county.code // 10_000, today)
        self.households: list[Household] = []
        self.residents: list[Resident] = []
        self._address = county_path(county)
        self._towns = {code: division.get(code).name for code in {area.township for area in areas}}
        self._group = division.position(county.code)
        self._numbers: Counter[tuple[date, Sex]] = Counter()
        self._doors: Counter[tuple[UUID, str]] = Counter()
        self._elsewhere = _counties_beside(county)

    def settle(self, count: int) -> None:
        # Larger compounds hold more people.
        weights = [len(area.buildings) ** 0.5 for area in self.areas]
        homes = self.draw.choices(self.areas, weights, k=count)
        for area in [*self.areas, *homes]:
            if (room := count - len(self.residents)) <= 0:
                return
            self._move_in(area, self.families.household()[:room])

    def _move_in(self, area: ServiceArea, people: list[Person]) -> None:
        building = self.draw.choice(area.buildings)
        room = self._room(area, building)
        ids = [self.draw.id() for _ in people]
        household = Household(
            id=self.draw.id(),
            area_id=area.id,
            building=building,
            room=room,
            address=f"{self._address}{self._towns[area.township]}{area.name}{building}{room}",
            head_id=ids[0],
        )
        self.households.append(household)
        poor = self.draw.chance(POOR_HOUSEHOLDS)
        couple = len(people) == 2 and age_on(people[0].born, self.today) >= 50
        bereaved = couple and self.draw.chance(BEREAVED_COUPLES)
        for id_, person in zip(ids, people, strict=True):
            self.residents.append(self._resident(id_, household.id, person, poor, bereaved))

    def _room(self, area: ServiceArea, building: str) -> str:
        """A villager's house has no rooms; in a block, doors fill up floor by floor with gaps."""
        if area.kind == "villagers_group":
            return ""
        self._doors[area.id, building] += self.draw.randint(1, 2)
        floor, door = divmod(self._doors[area.id, building] - 1, DOORS_PER_FLOOR)
        return f"{floor + 1}{door + 1:02d}室"

    def _resident(self, id_: UUID, household: UUID, person: Person, poor: bool, bereaved: bool) -> Resident:
        sex, born = person.sex, person.born
        number = self._numbers[born, sex]
        self._numbers[born, sex] += 1
        state = facts(self.draw, sex, born, self.today, poor, bereaved)
        return Resident(
            id=id_,
            household_id=household,
            relation=person.relation,
            name=person.name.text,
            pinyin=person.name.pinyin,
            initials=person.name.initials,
            sex=sex,
            birth_date=born,
            identity_number=generate(born, sex, number, self._group),
            phone=self._phone(age_on(born, self.today)),
            conditions=state.conditions,
            groups=state.groups,
            due_date=state.due_date,
            insurance=insurance(
                self.draw, born, self.today, self.county.code, self._elsewhere, state.conditions
            ),
        )

    def _phone(self, age: int) -> str | None:
        if age < OWN_PHONE_FROM or (age >= 75 and self.draw.chance(OLD_WITHOUT_PHONE)):
            return None
        return self.draw.mobile()


def _counties_beside(county: Division) -> list[int]:
    siblings = division.children(county.parent) if county.parent else []
    return [d.code for d in siblings if d.code != county.code and d.level is Level.COUNTY]
