{{ sum_measures('service_cost') }}
