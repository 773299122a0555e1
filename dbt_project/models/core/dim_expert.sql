-- Grain: one row per person_key of an expert, latest version.
select
    person_key,
    nationality,
    field,
    degree
from {{ ref('stg_talent_office__experts') }}
