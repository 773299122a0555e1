-- Grain: one row per agreement_no, party_kind, party_name, role, the latest version as known at known_at.
with versions as (
    {{ latest_version(
        'messenger', 'agreement_parties',
        ['feed_row.agreement_no', 'feed_row.party_kind', 'feed_row.party_name', 'feed_row.role']
    ) }}
)

select
    agreement_no,
    party_kind,
    party_code,
    party_name,
    role,
    _provider,
    _file,
    _row,
    _received_at
from versions
where version_rank = 1
