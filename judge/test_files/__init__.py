"""What teachers write as tests: loaded, put in order, read, and advised on."""
