"""Packaged data of divisions and county outlines; build.py remakes it, SOURCES.md says where it is from."""
