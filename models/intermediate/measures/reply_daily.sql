{{ sum_measures('reply') }}
