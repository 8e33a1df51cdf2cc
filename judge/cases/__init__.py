"""cases.yaml: the output of scripts and the values of calls, run as tests."""
