{#- Which pairs of vacancy and person the changes of the Messenger touch. -#}

{#- Plan of fct_referral_funnel: none, or the condition on `received` that keeps the pairs in
    fct_referral_funnel__affected (vacancy_id, person).
    referrals, vacancies: staging's event tables. -#}
{%- macro referral_increment(referrals, vacancies) -%}
    {%- set state = plan_from_all_changes([referrals, vacancies]) -%}
    {%- if state is none -%}{{ return(none) }}{%- endif -%}
    {%- set moved = [] -%}
    {%- for step in ['referred_at', 'interviewed_at', 'offered_at', 'reported_at', 'rejected_at'] -%}
        {%- do moved.append(as_of_moved_over('cast(' ~ step ~ ' as date)', state)) -%}
    {%- endfor -%}
    {%- do run_query(
        "create or replace temp table fct_referral_funnel__affected as
        select vacancy_id, " ~ referred_person() ~ " as person
        from " ~ state.changes[referrals.identifier] ~ " as changes
        union
        select vacancy_id, " ~ referred_person() ~ " as person from " ~ referrals ~ " as referrals
        where " ~ moved | join(' or ') ~ "
        union
        select vacancy_id, person from " ~ this ~ " as pairs
        where vacancy_id in (select vacancy_id from " ~ state.changes[vacancies.identifier] ~ " as changes)"
    ) -%}
    {{ return(is_affected('received')) }}
{%- endmacro -%}

{#- A row without a document is a person of its own. -#}
{%- macro referred_person() -%}
    coalesce(person_key, 'referral:' || referral_id)
{%- endmacro -%}
