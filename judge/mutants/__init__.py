"""Makes mutants of a model solution: the same program with one small change, which tests should
notice.

The operators are those of mutmut, cosmic-ray and Offutt's sufficient set (Offutt et al., "An
experimental determination of sufficient mutant operators", 1996). ``list_mutants.py`` is where to
start. Nothing here runs the program.
"""
