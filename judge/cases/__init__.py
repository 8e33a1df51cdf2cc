"""cases.yaml: what a script prints and what a call gives, judged as tests are."""
