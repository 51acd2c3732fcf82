{#-
    Relations are named `schema.name`, without the database; the session's search path knows which
    schemas lie in the private file. A view keeps its SQL as text, and the database's name is the
    file's name: with it, a view would break as soon as its file is published under another name
    or attached under another alias. Only the documentation wants full names, to tell where a column
    comes from.
-#}
{% macro ref() -%}
    {% do return(relation_name(builtins.ref(*varargs, **kwargs))) %}
{%- endmacro %}


{% macro source() -%}
    {% do return(relation_name(builtins.source(*varargs, **kwargs))) %}
{%- endmacro %}


{% macro relation_name(relation) -%}
    {% do return(relation.include(database=env_var('WAREHOUSE_FULL_NAMES', '') != '')) %}
{%- endmacro %}
