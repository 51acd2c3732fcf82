{{ roll_up_measures('agent_state_piece') }}
