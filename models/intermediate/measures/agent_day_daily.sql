{{ sum_measures('agent_day') }}
