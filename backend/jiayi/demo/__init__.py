"""Synthetic counties for trying the product: loads what ``synth`` invents, and who to sign in as."""

from jiayi.demo.run import follow_demo, follow_demo_at, load_county, run_demo

__all__ = ["follow_demo", "follow_demo_at", "load_county", "run_demo"]
