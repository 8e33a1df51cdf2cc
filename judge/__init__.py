"""Tests against a student's program: plain Python that knows no kernel and no browser."""
