{#-
    The sums of a family that indicators are made of, by how they are rolled up: {'whole': […],
    'strata': […]}, each a list of (column, SQL type). An indicator with one threshold, whatever the stratum, reads
    whole sums; the others read sums by stratum. What no indicator reads is not rolled up.
-#}
{% macro rolled_up_sums(family) -%}
    {%- set sums = [] -%}
    {%- for measure in measures_of(family) -%}
        {%- do sums.append((measure.name, sum_type(measure))) -%}
        {%- if measure.squared -%}
            {%- do sums.append((measure.name ~ '_squared', 'decimal(38, 6)')) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set levels = {'whole': [], 'strata': []} -%}
    {%- for indicator in indicator_parts() -%}
        {%- set level = levels['whole' if indicator.has_one_threshold else 'strata'] -%}
        {%- for part in indicator.families if part.family == family -%}
            {%- set read = [
                part.numerator, part.denominator, part.sum_of_squares, part.sample_size,
                part.numerator_count, part.company_denominator, part.company_denominator_count,
            ] | select | join(' ') -%}
            {%- for sum in sums
                if sum not in level and modules.re.search('\\b' ~ sum[0] ~ '\\b', read) -%}
                {%- do level.append(sum) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(levels) }}
{%- endmacro %}
