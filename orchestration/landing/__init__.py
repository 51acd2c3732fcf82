"""From delivered files to typed rows: discover, read, cast, judge, keep the newest version."""
