{{ sum_measures('agent_state_piece') }}
