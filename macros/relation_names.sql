{#-
    Relations are named `schema.name`, without the database. A view keeps its SQL as text, and the
    database's name is the file's name: with it, a view built in the working store would break
    as soon as it is published in a file of another name or attached under another alias.
-#}
{% macro ref() -%}
    {% do return(builtins.ref(*varargs, **kwargs).include(database=false)) %}
{%- endmacro %}


{% macro source() -%}
    {% do return(builtins.source(*varargs, **kwargs).include(database=false)) %}
{%- endmacro %}
