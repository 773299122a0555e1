{{ config(severity='warn', meta={
    'dagster': {'ref': {'name': 'dim_school'}},
    'owner': 'provider',
    'sentence_en': 'Some schools have a code that breaks the standard: ten digits that begin with a kind of school and a province, or an institution code of five digits. They count all the same; ask the education bureau for the right code, because graduates and agreements name the school by it.',
    'sentence_zh': '部分学校的代码不合标准：学校标识码应为十位数字，以学校类别和省份代码开头；院校代码应为五位数字。这些学校照常计数；请教育局核对代码，因为毕业生和协议都以它指明学校。'
}) }}
-- What: schools whose codes are not of the published form; there is no check digit.
-- When it matters: other feeds name the school by this code, a slip parts it from its graduates.
-- How to resolve: the provider corrects the code in all feeds; kind and province are those of the day it was given.
select
    school.school_code,
    school.institution_code
from {{ ref('dim_school') }} as school
left join {{ ref('school_kinds') }} as kind on left(school.school_code, 2) = kind.kind
left join (select distinct left(code, 2) as province from {{ ref('divisions') }}) as division
    on substr(school.school_code, 3, 2) = division.province
where
    length(school.school_code) <> 10
    or translate(school.school_code, '0123456789', '') <> ''
    or kind.kind is null
    or division.province is null
    or length(school.institution_code) <> 5
    or translate(school.institution_code, '0123456789', '') <> ''
