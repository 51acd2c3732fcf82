"""The monthly report: one HTML file per team and one for the company, from the published file."""
