"""A second, independent computation of the warehouse's figures in plain Python."""
