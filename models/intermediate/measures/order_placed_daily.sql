{{ sum_measures('order_placed') }}
