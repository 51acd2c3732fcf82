{#-
    The body of a test of definitions: `faults` is a query with the columns file, entry, problem and
    mend, one row per fault. While building, its rows become one error message that says what is
    wrong where and how to mend it; an analyst who edits a seed needs no SQL to read it.
-#}
{% macro report_faults(faults) -%}
    {%- if execute and flags.WHICH in ('build', 'test') -%}
        {%- set found = run_query(
            'select distinct file, entry, problem, mend from (' ~ faults ~ ') as faults '
            ~ 'order by file, entry, problem limit 20'
        ) -%}
        {%- if found.rows | length > 0 -%}
            {%- set messages = [] -%}
            {%- for row in found.rows -%}
                {%- do messages.append(
                    row['file'] ~ ', ' ~ row['entry'] ~ ': ' ~ row['problem'] ~ '. ' ~ row['mend']
                ) -%}
            {%- endfor -%}
            {{ exceptions.raise_compiler_error(messages | join('\n')) }}
        {%- endif -%}
    {%- endif -%}
    select * from ({{ faults }}) as faults
{%- endmacro %}
