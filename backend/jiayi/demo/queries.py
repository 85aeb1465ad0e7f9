"""All SQL of the demo loader."""

from jiayi.infra.db.sql import beside

Q = beside(__file__)
