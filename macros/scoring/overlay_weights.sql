{#-
    Weights of a scheme's days under an overlay: what the overlay lists is fixed, the scheme's others
    are scaled to the rest, so that their sum stays what it was. What an earlier overlay has fixed
    stays fixed as long as both lists leave room for each other and something else can fill the rest;
    otherwise it is scaled with the others. A list that nothing is left to fill is left out that day.

    weights: a relation with scheme, date_day, indicator, weight, weight_row, is_fixed. days: a relation
    with scheme, date_day and the column `kind` (season or goal). overlays: a relation with season,
    scheme, indicator, weight, valid_from, valid_to. Errors: any other kind stops compilation.
-#}
{% macro overlay_weights(weights, days, kind, overlays) -%}
    {%- if kind not in ('season', 'goal') -%}
        {{ exceptions.raise_compiler_error(
            "overlay_weights: days have a season and a goal, not '" ~ kind ~ "'."
        ) }}
    {%- endif -%}
    select
        scheme,
        date_day,
        indicator,
        case
            when listed_total < own_total and fixed_total + free_total = 0
                then coalesce(own_weight, 0)
            when listed_weight is not null then listed_weight
            when free_total > 0 and listed_total + fixed_total <= own_total
                then case
                    when is_fixed then own_weight
                    else own_weight * (own_total - listed_total - fixed_total) / free_total
                end
            else coalesce(
                own_weight * (own_total - listed_total) / nullif(fixed_total + free_total, 0), 0
            )
        end as weight,
        weight_row,
        coalesce(is_fixed, false) or listed_weight is not null as is_fixed
    from (
        select
            coalesce(own.scheme, listed.scheme) as scheme,
            coalesce(own.date_day, listed.date_day) as date_day,
            coalesce(own.indicator, listed.indicator) as indicator,
            own.weight as own_weight,
            own.weight_row,
            own.is_fixed,
            listed.weight as listed_weight,
            {%- for total, weight in {
                'own_total': 'own.weight',
                'listed_total': 'listed.weight',
                'fixed_total': 'case when listed.weight is null and own.is_fixed then own.weight end',
                'free_total': 'case when listed.weight is null and not own.is_fixed then own.weight end',
            }.items() %}
            {#- What an earlier overlay scaled has no end: twelve places of each need not make 100 again. #}
            coalesce(
                cast(
                    sum(cast({{ weight }} as decimal(24, 12))) over (
                        partition by
                            coalesce(own.scheme, listed.scheme),
                            coalesce(own.date_day, listed.date_day)
                    ) as decimal(24, 9)
                ),
                0
            ) as {{ total }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ weights }} as own
        full outer join (
            select
                days.scheme,
                days.date_day,
                overlay.indicator,
                overlay.weight
            from {{ days }} as days
            inner join {{ overlays }} as overlay
                on
                    days.scheme = overlay.scheme
                    and days.{{ kind }} = overlay.season
                    and days.date_day between overlay.valid_from and overlay.valid_to
        ) as listed
            on
                own.scheme = listed.scheme
                and own.date_day = listed.date_day
                and own.indicator = listed.indicator
    ) as overlaid
{%- endmacro %}
