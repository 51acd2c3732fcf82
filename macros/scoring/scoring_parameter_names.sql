{#- The parameters that the seed scoring_parameters must hold. -#}
{% macro scoring_parameter_names() -%}
    {{ return([
        'peak_relaxation', 'vip_tightening', 'min_coverage', 'ahp_max_inconsistency',
        'ahp_weight_tolerance', 'top_share', 'medal_hours', 'medal_min_contacts',
        'medal_wait_days',
    ]) }}
{%- endmacro %}
