-- The bands as a scale: a score between two bands earns points between theirs.
with band_points as (

    select * from {{ ref('band_points') }}

),

final as (

    select
        score,
        band,
        cast(points as double) as points,
        cast(
            coalesce(lead(points) over (order by score) - points, 0) as double
        ) as points_to_next,
        cast(lead(points) over (order by score) as double) as next_points,
        cast(max(points) over () - min(points) over () as double)
        / (max(score) over () - min(score) over ()) as points_per_band
    from band_points

)

select * from final
