{#-
    Weights of a scheme's day under an overlay: what the overlay lists is fixed, the scheme's others
    are scaled to the rest, so that their sum stays what it was.

    weights: a relation with scheme, date_day, indicator, weight, weight_row. days: a relation with scheme,
    date_day and the column `kind` (season or goal). overlays: a relation with season, scheme,
    indicator, weight, valid_from, valid_to. Errors: any other kind stops compilation.
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
            when listed_weight is not null then listed_weight
            else
                own_weight * (own_total - listed_total) / nullif(unlisted_total, 0)
        end as weight,
        weight_row
    from (
        select
            coalesce(own.scheme, listed.scheme) as scheme,
            coalesce(own.date_day, listed.date_day) as date_day,
            coalesce(own.indicator, listed.indicator) as indicator,
            own.weight as own_weight,
            own.weight_row,
            listed.weight as listed_weight,
            coalesce(sum(cast(own.weight as decimal(24, 12))) over day_of_scheme, 0) as own_total,
            coalesce(sum(cast(listed.weight as decimal(24, 12))) over day_of_scheme, 0)
            as listed_total,
            coalesce(
                sum(
                    case when listed.weight is null then cast(own.weight as decimal(24, 12)) end
                ) over day_of_scheme,
                0
            ) as unlisted_total
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
        window day_of_scheme as (
            partition by
                coalesce(own.scheme, listed.scheme), coalesce(own.date_day, listed.date_day)
        )
    ) as overlaid
{%- endmacro %}
