{{ sum_measures('field_service_visit') }}
