from datetime import date

from jiayi.infra import division as divisions
from jiayi.synth.draw import Draw
from jiayi.synth.model import SynthCounty
from jiayi.synth.people import People
from jiayi.synth.places import committees_of, plots, townships_of
from jiayi.synth.providers import Providers
from jiayi.synth.teams import Teams


def generate(division: int, residents: int, seed: int, today: date) -> SynthCounty:
    """Raises UnknownDivision and NoOutline."""
    county = divisions.get(division)

    def draw(subject: str) -> Draw:
        return Draw(division, seed, subject)

    ground = plots(county, residents, draw("ground"))
    providers = Providers(county, ground, draw("providers"), today.year)
    teams = Teams(providers, ground, draw("teams"))
    people = People(county, teams.areas, draw("people"), today)
    people.settle(residents)
    return SynthCounty(
        division=division,
        name=county.name,
        seed=seed,
        today=today,
        outline=divisions.outline(division),
        townships=townships_of(ground),
        committees=committees_of(ground),
        institutions=providers.institutions,
        doctors=providers.doctors,
        teams=teams.teams,
        areas=teams.areas,
        households=people.households,
        residents=people.residents,
    )
