{{ sum_measures('repurchase') }}
