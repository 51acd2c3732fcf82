{{ roll_up_measures('order_placed') }}
