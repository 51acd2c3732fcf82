{{ sum_measures('quality_judgment') }}
