"""The language of rules, formulas, conditions and measures: a FEEL subset (DMN 1.4), compiled."""
