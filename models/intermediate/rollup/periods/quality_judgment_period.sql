{{ roll_up_measures('quality_judgment') }}
