"""Engines run compiled rules over the files of a package. They share nothing but the rule record and the findings."""
