{{ sum_measures('inquiry') }}
