{{ roll_up_measures('field_service_visit') }}
