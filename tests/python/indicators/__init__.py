"""Tests of the indicators' figures on warehouses that the real pipeline built."""
