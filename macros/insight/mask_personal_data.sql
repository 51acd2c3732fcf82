{#-
    Free text (a SQL expression) with e-mail addresses, identity card numbers, bank card numbers and
    telephone numbers replaced by `[email]`, `[id]`, `[card]` and `[phone]`. Numbers are found with
    spaces, hyphens, dots or brackets inside and in full-width digits, too.

    Whatever else has seven or more digits in a row is masked as a telephone number: an order number
    too many is better than a telephone number too few. Names and addresses are not recognised.

    Text without a digit or an @ stays as it is, unread by all the patterns: they take two
    microseconds of a text, and most texts have neither.
-#}
{% macro mask_personal_data(text) -%}
    {%- set gap = '[ .()-]?' -%}
    {%- set narrow -%}
        translate({{ text }}, '０１２３４５６７８９＋－＠．（）　', '0123456789+-@.() ')
    {%- endset -%}
    {%- set masks = [
        ('[A-Za-z0-9._%+-]+ ?@ ?[A-Za-z0-9-]+([.][A-Za-z0-9-]+)+', '[email]'),
        ('[1-9][0-9]{5}' ~ gap ~ '(18|19|20)[0-9]{2}' ~ gap
            ~ '(0[1-9]|1[0-2])([0-2][0-9]|3[01])' ~ gap ~ '[0-9]{3}[0-9Xx]', '[id]'),
        ('[1-9][0-9]{7}(0[1-9]|1[0-2])([0-2][0-9]|3[01])[0-9]{3}', '[id]'),
        ('[0-9](' ~ gap ~ '[0-9]){14,18}', '[card]'),
        ('([+] ?|[(])?[0-9](' ~ gap ~ '[0-9]){6,13}', '[phone]'),
    ] -%}
    {%- set masked = namespace(text=narrow) -%}
    {%- for pattern, word in masks -%}
        {%- set masked.text = "regexp_replace(" ~ masked.text ~ ", '" ~ pattern ~ "', '" ~ word
            ~ "', 'g')" -%}
    {%- endfor -%}
    case
        when regexp_matches({{ text }}, '[0-9０-９@＠]') then {{ masked.text }}
        else {{ text }}
    end
{%- endmacro %}
