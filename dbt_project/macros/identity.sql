{#- A name as it is compared: half-width, lower case, without blanks, one form of "limited company". -#}
{%- macro fold_name(name) -%}
    {%- set wide = 'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ０１２３４５６７８９（）．－＆・，' -%}
    {%- set narrow = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789().-&·,' -%}
    nullif(
        replace(
            lower(translate({{ replace_pattern(name, "[\\s\u3000\u00a0]+", "") }}, '{{ wide }}', '{{ narrow }}')),
            '有限责任公司',
            '有限公司'
        ),
        ''
    )
{%- endmacro -%}

{#- A folded name without the city, the province and the words for a company: near enough to show to a person, never
    to match by, because firms of several districts share it. Districts stay. Needs place_names (city, province). -#}
{%- macro loose_name(folded_name) -%}
    {{ replace_pattern(
        "replace(replace(" ~ folded_name ~ ", place_names.province, ''), place_names.city, '')",
        "^省|^市|股份|集团|有限|公司|[()]",
        ""
    ) }}
{%- endmacro -%}

{#- What stands for an employer: its credit code, else its folded name. -#}
{%- macro employer(uscc, name) -%}
    coalesce({{ uscc }}, {{ fold_name(name) }})
{%- endmacro -%}

{#- A person: the document's pseudonym, else the contact's together with the employer where one is known. -#}
{%- macro person(person_key, contact_key, employer) -%}
    coalesce({{ person_key }}, {{ contact_key }} || coalesce('|' || {{ employer }}, ''))
{%- endmacro -%}
