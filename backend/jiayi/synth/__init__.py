"""Invents a county for demos, tests and benches: real divisions and outline, everything else made up.

Pure: the same division, size, seed and day give the same county; no database, no clock. Phones begin with
000, e-mail is @example.org, identity numbers begin with 99: none can be a real person's. Shares and rates
here only make the crowd look likely; they are no policy's.
"""

from jiayi.synth.county import generate

__all__ = ["generate"]
