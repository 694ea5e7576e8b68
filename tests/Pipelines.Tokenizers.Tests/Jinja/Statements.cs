namespace Pipelines.Tokenizers.Tests;

public sealed class Statements
{
    private const string Variables = """{ "l": [1, 2, 3, 4], "m": {"a": 1, "b": 2}, "rows": [["x", 1], ["y", 2]], "s": "héy", "e": [] }""";

    [Theory]
    [InlineData("{% if l %}yes{% else %}no{% endif %}{% if e %}yes{% elif s %}s{% else %}no{% endif %}{% if 0 %}a{% elif '' %}b{% endif %}")]
    [InlineData("{% for x in l %}{{ loop.index }}/{{ loop.length }}:{{ x }}{{ '' if loop.last else ', ' }}{% endfor %}")]
    [InlineData("{% for x in l %}{{ loop.index0, loop.revindex, loop.revindex0, loop.first, loop.cycle('a', 'b') }}{% endfor %}")]
    [InlineData("{% for x in l %}{{ loop.previtem }}<{{ x }}>{{ loop.nextitem }} {{ loop.previtem is defined }}{% endfor %}")]
    [InlineData("{% for x in l if x is odd %}{{ loop.index }}{{ x }}{{ loop.length }}{% else %}none{% endfor %}{% for x in e %}a{% else %}none{% endfor %}")]
    [InlineData("{% for x in l if x > 9 %}{{ x }}{% else %}none{% endfor %}{% for x in undefined_list %}a{% else %}b{% endfor %}")]
    [InlineData("{% for a, b in rows %}{{ a }}{{ b }}{% endfor %}{% for (a, b) in rows %}{{ b }}{% endfor %}{% for k, v in m.items() %}{{ k }}={{ v }};{% endfor %}")]
    [InlineData("{% for k in m %}{{ k }}{% endfor %}{% for c in s %}[{{ c }}]{% endfor %}{% for i in range(3) %}{{ i }}{% endfor %}{% for x in 1, 2 %}{{ x }}{% endfor %}")]
    [InlineData("{% for x in l %}{% if x == 2 %}{% continue %}{% endif %}{% if x == 4 %}{% break %}{% endif %}{{ x }}{% else %}e{% endfor %}")]
    [InlineData("{% for x in l %}{% for y in l %}{% if y > x %}{% break %}{% endif %}{{ y }}{% endfor %}|{% endfor %}")]
    [InlineData("{% set x = 1 %}{% for y in l %}{{ x }}{% set x = y %}{{ x }}{% endfor %}{{ x }}{% if true %}{% set x = 7 %}{% endif %}{{ x }}")]
    [InlineData("{% set ns = namespace(n=0, found=false) %}{% for y in l %}{% set ns.n = ns.n + y %}{% endfor %}{{ ns.n }}{{ ns.found }}{{ ns.zz }}")]
    [InlineData("{% set a, b = 1, 'x' %}{{ a }}{{ b }}{% set (c, d) = rows[0] %}{{ c }}{{ d }}{% set t = 1, 2 %}{{ t }}{% set o = 1, %}{{ o }}")]
    [InlineData("{% set text %}a {{ s }}{% endset %}{{ text }}{{ text | length }}{% set up | upper | replace('H', 'J') %}h{{ s }}{% endset %}{{ up }}")]
    [InlineData("{% macro f(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ f(1) }}{{ f(1, c=3) }}{{ f(b=5, a=4) }}{{ f() }}{{ f(*[7, 8]) }}")]
    [InlineData("{% set g = 1 %}{% macro f() %}{{ g }}{% set g = 5 %}{% endmacro %}{% set g = 2 %}{{ f() }}{{ g }}{{ f() | length }}")]
    [InlineData("{% macro down(n) %}{{ n }}{% if n > 0 %}{{ down(n - 1) }}{% endif %}{% endmacro %}{{ down(5) }}")]
    [InlineData("{% macro f(x) %}{% for y in x %}{{ loop.index }}{{ y }}{% endfor %}{% endmacro %}{% for z in rows %}{{ f(z) }}{% endfor %}")]
    [InlineData("{% raw %}{{ not read }} {% if %}{% endraw %}|{%- raw -%}  x {{ y }} {%- endraw -%}  z")]
    [InlineData("a{# a comment {{ x }} {% if %} #}b{#- x -#}  c {#+ y +#}\n d {# z #}\ne")]
    [InlineData("{% generation %}a{% set inside = 1 %}{% endgeneration %}{{ inside }}{% for x in l %}{% generation %}{{ x }}{% endgeneration %}{% endfor %}")]
    [InlineData("{{ {'a': {'b': 1}}['a']['b'] }}{{ '}}' }}{{ \"%}\" }}{% set x = {'a': '%}'} %}{{ x }}")]
    [InlineData("{% if (l\n and s) %}\n  {{\n s }}\n{% endif %}\n\n")]
    [InlineData("{%if l%}x{%endif%}{{s}}{{-s-}} {{ -1 }}{{- 1 }}")]
    [InlineData("\n\n")]
    [InlineData("a\r\nb\rc\n")]
    [InlineData("{ { } } {a} %} }} #}")]
    public void Do_what_they_do_in_Jinja(string template) => template.ShouldRenderAsJinja2(Variables);

    [Theory]
    [InlineData("{% if x %}", "1: 'if' does not end with 'endif'")]
    [InlineData("a\n{% for x in y %}\n{% endif %}", "3: 'endif' stands where 'for' is open")]
    [InlineData("{% endfor %}", "1: 'endfor' stands where nothing is open")]
    [InlineData("\n\n{% fro x in y %}", "3: there is no statement 'fro'; did you mean 'for'?")]
    [InlineData("{% include 'x' %}", "1: there is no statement 'include'; known statements: break, continue, for, generation, if, macro, raw, set")]
    [InlineData("{{ x | uper }}", "1: there is no filter 'uper'; did you mean 'upper'?")]
    [InlineData("{{ x is definde }}", "1: there is no test 'definde'; did you mean 'defined'?")]
    [InlineData("{{ raise_exeption('x') }}", "1: there is no function 'raise_exeption'; did you mean 'raise_exception'?")]
    [InlineData("a\nb {{ 'x'.uper() }}", "2: a function was expected before the brackets, not 'uper' of the text 'x' (did you mean 'upper'?), which is not defined")]
    [InlineData("{% for x in l %}{{ loop.indx }}{% endfor %}", "1: 'loop' has no member 'indx'; did you mean 'index'?")]
    [InlineData("{{ x ", "1: a tag does not end with '}}'")]
    [InlineData("{{ x %}", "1: '}' closes nothing; the tag ends with '}}'")]
    [InlineData("{% if x }}", "1: '}' closes nothing; the tag ends with '%}'")]
    [InlineData("{% if x", "1: a tag does not end with '%}'")]
    [InlineData("\n{# x", "2: a comment '{#' does not end with '#}'")]
    [InlineData("{% raw %}x", "1: 'raw' does not end with 'endraw'")]
    [InlineData("{{ (1, 2] }}", "1: ']' stands where ')' was expected")]
    [InlineData("{{ 1) }}", "1: ')' closes nothing")]
    [InlineData("{{ 'abc }}", "1: a text does not end with '")]
    [InlineData("{{ '\\u12' }}", "1: '\\u' is not followed by the 4 hexadecimal digits of a character")]
    [InlineData("{{ a ? b }}", "1: '?' is nothing that a tag can hold")]
    [InlineData("{{ 1 + }}", "1: an expression was expected, not '}}'")]
    [InlineData("{% break %}", "1: 'break' stands outside of a loop")]
    [InlineData("{% for x in l %}{% macro m() %}{% break %}{% endmacro %}{% endfor %}", "1: 'break' stands outside of a loop")]
    [InlineData("{% macro m() %}{% generation %}{% endgeneration %}{% endmacro %}", "1: 'generation' stands inside of 'macro' or 'set'")]
    [InlineData("{% for x in l recursive %}{% endfor %}", "1: 'recursive' loops are not known")]
    [InlineData("{% set true = 1 %}", "1: 'true' is a value and cannot be given another")]
    [InlineData("{% set x.y = 1 %}", "1: 'x.y' cannot be set: 'x' is no namespace")]
    [InlineData("{% set a, b = [1, 2, 3] %}", "1: 2 names were given more values")]
    [InlineData("{% macro m(a=1, b) %}{% endmacro %}", "1: the parameter 'b' without a default stands behind one with a default")]
    [InlineData("{{ f(a=1, 2) }}", "1: an argument without a name stands behind one with a name")]
    [InlineData("{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}", "1: 'm' was given 2 arguments; it takes a")]
    [InlineData("{{ s | replace('a') }}", "1: 'replace' needs 2 arguments: old, new, count")]
    [InlineData("{{ s | indent(depth=2) }}", "1: 'indent' has no argument 'depth'; it takes width, first, blank")]
    [InlineData("a\n{{ l\n  | join(', ')\n  | nothing }}", "4: there is no filter 'nothing'; known filters: ")]
    [InlineData("x\n{% if l %}\n{{ zz.y }}\n{% endif %}", "3: 'zz' is not defined, and 'y' of it was asked for")]
    [InlineData("{{ raise_exception('roles must alternate') }}", "1: roles must alternate")]
    public void Say_the_line_what_was_found_and_the_nearest_that_is_known(string template, string message)
    {
        var (text, error) = Agreement.Render(template, Variables);
        text.ShouldBeNull();
        error.ShouldNotBeNull().ShouldStartWith(message);
    }

    [Fact]
    public void A_public_error_names_the_template_and_the_line() =>
        Should.Throw<ChatTemplateException>(() => ChatTemplate.Parse("\n{{ x | uper }}", "mine.jinja")).Message
            .ShouldBe("mine.jinja(2): there is no filter 'uper'; did you mean 'upper'?");

    [Theory]
    [InlineData("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "takes more than 10,000,000 steps")]
    [InlineData("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "stand too deep in one another")]
    [InlineData("{{ 'a' * 1000000000 }}", "longer than 16,777,216 characters")]
    [InlineData("{{ range(1000000000) }}", "longer than 100,000 items")]
    [InlineData("{{ [1] * 1000000000 }}", "longer than 100,000 items")]
    [InlineData("{{ 9 ** 999999999 }}", "more than 16,384 bits")]
    [InlineData("{% set ns = namespace(x='aaaaaaaa') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}", "longer than 16,777,216")]
    [InlineData("{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}", "longer than 100,000 items")]
    [InlineData("{% set ns = namespace(x=[]) %}{% for i in range(99999) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}", "stand too deep")]
    [InlineData("{% set ns = namespace(x=[]) %}{% for i in range(99999) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x | tojson }}", "stand too deep")]
    [InlineData("{% set a = 'ab' * 8000000 %}{% for i in range(99999) %}{% set b = a.replace('a', 'c') %}{% endfor %}", "takes more than 10,000,000 steps")]
    public void Work_is_bounded(string template, string message) => Agreement.Render(template).Error.ShouldNotBeNull().ShouldContain(message);

    [Theory]
    [InlineData("{{ ", "(", "1", ")", " }}")]
    [InlineData("{{ ", "[", "1", "]", " }}")]
    [InlineData("{{ ", "not ", "1", "", " }}")]
    [InlineData("{{ ", "- ", "1", "", " }}")]
    [InlineData("{{ ", "1 + ", "1", "", " }}")]
    [InlineData("", "{% if 1 %}", "x", "{% endif %}", "")]
    [InlineData("{{ x", "|default(", "1", ")", " }}")]
    public void Depth_is_bounded(string before, string open, string inside, string close, string behind)
    {
        // Refused or rendered, but never at the cost of the process.
        var template = before + string.Concat(Enumerable.Repeat(open, 100_000)) + inside + string.Concat(Enumerable.Repeat(close, 100_000)) + behind;
        var (text, error) = Agreement.Render(template);
        (text ?? error).ShouldNotBeNull();
    }
}
