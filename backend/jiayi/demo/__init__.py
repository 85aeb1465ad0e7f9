"""Synthetic counties for trying the product: loads what ``synth`` invents, and who to sign in as."""

from jiayi.demo.run import load_county, run_demo

__all__ = ["load_county", "run_demo"]
