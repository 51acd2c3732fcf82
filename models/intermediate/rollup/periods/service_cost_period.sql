{{ roll_up_measures('service_cost') }}
