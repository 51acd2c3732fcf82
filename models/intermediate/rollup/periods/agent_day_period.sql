{{ roll_up_measures('agent_day') }}
