-- Grain: one row per body, kpi_id, year, version, the latest version as known at known_at.
with versions as (
    {{ latest_version(
        'policy_portal', 'annual_targets',
        ['feed_row.body', 'feed_row.kpi_id', 'feed_row.year', 'feed_row.version']
    ) }}
),

-- Among the versions of a target the one received last stands, whatever it is called.
places as (
    select
        delivery.file_no,
        delivery.delivery_order
    from {{ ref('stg_deliveries') }} as delivery
    where delivery.system = 'policy_portal' and delivery.feed = 'annual_targets'
)

select
    versions.body,
    versions.kpi_id,
    versions.year,
    versions.version,
    versions.target,
    versions._provider,
    versions._file,
    versions._row,
    versions._received_at,
    row_number() over (order by places.delivery_order, versions._seq) as received_order
from versions
inner join places on versions._file_no = places.file_no
where versions.version_rank = 1
