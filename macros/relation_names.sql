{#-
    Relations are named `schema.name`, without the database; the session's search path knows which
    schemas lie in the private file. A view keeps its SQL as text, and the database's name is the
    file's name: with it, a view would break as soon as its file is published under another name
    or attached under another alias.
-#}
{% macro ref() -%}
    {% do return(builtins.ref(*varargs, **kwargs).include(database=false)) %}
{%- endmacro %}


{% macro source() -%}
    {% do return(builtins.source(*varargs, **kwargs).include(database=false)) %}
{%- endmacro %}
