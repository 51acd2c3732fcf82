{#- The path of a seed's file, for messages. seed: its relation. -#}
{% macro seed_file(seed) -%}
    {%- set found = [] -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values()
            if node.resource_type == 'seed' and node.name == seed.identifier -%}
            {%- do found.append(node.original_file_path) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(found | first | default(seed.identifier | default('seed'), true)) }}
{%- endmacro %}
