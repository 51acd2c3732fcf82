{{ sum_measures('growth') }}
