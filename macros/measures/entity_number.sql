{#-
    The number (BIGINT) of an entity by its type and id, both SQL expressions. It comes from the names
    alone, so that it is the same in every refresh, in whatever order the data came: the first 48 bits
    of an MD5. That two of ten thousand entities share one is less likely than one in five million, and
    a test of measured_entity would say so.
-#}
{% macro entity_number(entity_type, entity_id) -%}
    {{ return(adapter.dispatch('entity_number')(entity_type, entity_id)) }}
{%- endmacro %}


{% macro default__entity_number(entity_type, entity_id) -%}
    cast('0x' || substr(md5({{ entity_type }} || ' ' || {{ entity_id }}), 1, 12) as bigint)
{%- endmacro %}


{% macro spark__entity_number(entity_type, entity_id) -%}
    cast(
        conv(substr(md5({{ entity_type }} || ' ' || {{ entity_id }}), 1, 12), 16, 10) as bigint
    )
{%- endmacro %}
