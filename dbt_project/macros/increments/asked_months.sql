{#- Months that an operator asks to have made anew from the raw rows (variable `asked_months`: first and last as yyyy-mm).
    Rows of those months, received or standing, are among the affected keys; nothing else of the history is read. -#}

{#- Whether a date or timestamp column falls into the asked months; nothing does when none are asked. -#}
{%- macro in_asked_months(column) -%}
    {%- set asked = var('asked_months') -%}
    {%- if not asked -%}{{ return('false') }}{%- endif -%}
    (
        {{ column }} >= cast('{{ asked[0] }}-01' as date)
        and {{ column }} < cast('{{ asked[1] }}-01' as date) + interval '1 month'
    )
{%- endmacro -%}

{#- A table that must be built whole has no months to make anew: whoever asks is told, instead of a build of years. -#}
{%- macro refuse_asked_months() -%}
    {%- if var('asked_months') -%}
        {%- do exceptions.raise_compiler_error(
            this.name ~ ' has to be built whole (a first build, other code or another engine): make refresh does that'
        ) -%}
    {%- endif -%}
{%- endmacro -%}
