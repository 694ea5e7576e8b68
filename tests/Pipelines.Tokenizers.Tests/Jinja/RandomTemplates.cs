using System.Text;

namespace Pipelines.Tokenizers.Tests;

/// <summary>Templates that nobody would write, made of pieces at random: what Python's jinja2 makes of them is what ours makes of them.</summary>
public sealed class RandomTemplates
{
    private const string Variables =
        """{ "s": "Ab c\nd", "t": "", "n": 3, "x": 1.5, "l": [2, "a", null], "m": {"k": "v", "n": [1]}, "yes": true, "none_": null, "r": [{"k": "a"}, {"k": "b"}] }""";

    private static readonly string[] atoms =
    [
        "s", "t", "n", "x", "l", "m", "yes", "none_", "r", "zz", "1", "0", "-2", "2.5", "'a'", "'b c'", "''", "[1, 2]", "[]", "{}", "(1,)",
        "{'k': 1}", "true", "false", "none", "m.k", "m['n']", "r[0].k", "l[-1]", "s[1:]", "l[::-1]", "'aXbX'.split('X')", "range(3) | list",
    ];

    private static readonly string[] operators = ["+", "-", "*", "/", "//", "%", "~", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"];

    private static readonly string[] filters =
    [
        "upper", "lower", "trim", "length", "first", "last", "string", "list", "join('-')", "default('d')", "default('d', true)", "int", "float",
        "tojson", "reverse | list", "sort", "unique | list", "replace('a', 'b')", "title", "capitalize", "abs", "round", "map('string') | list",
        "map(attribute='k') | list", "selectattr('k') | list", "select | list", "indent(2)", "items | list", "dictsort", "sum", "min", "max",
    ];

    private static readonly string[] tests =
    [
        "defined", "none", "string", "mapping", "iterable", "sequence", "number", "boolean", "true", "odd", "eq 1", "in [1, 'a']", "not none", "not string",
    ];

    private static readonly string[] methods =
    [
        ".strip()", ".split()", ".upper()", ".get('k')", ".keys() | list", ".items() | list", ".startswith('A')", ".replace('a', 'x')", "[0]", ".k",
        ".title()", ".lstrip('A')", ".count('a')", ".find('b')",
    ];

    [Fact]
    public void Expressions_agree()
    {
        var random = new Random(11);
        var (failures, disagreements) = (0, new List<string>());
        for (var i = 0; i < 2_000; i++)
        {
            var expression = Expression(random, 3);
            var expected = Jinja2.Render($"{{{{ {expression} }}}}", Variables);
            if (expected.Text?.Contains("<generator", StringComparison.Ordinal) == true) continue;
            if (expected.Error is not null) failures++;
            if (Agreement.Disagreement($"{{{{ {expression} }}}}", Variables) is { } disagreement) disagreements.Add(disagreement);
        }

        disagreements.ShouldBeEmpty();
        failures.ShouldBeInRange(200, 1_500, "both what works and what fails is met");
    }

    [Fact]
    public void Statements_and_white_space_agree()
    {
        var random = new Random(12);
        Enumerable.Range(0, 700).Select(_ => Agreement.Disagreement(Template(random), Variables)).Where(found => found is not null).ShouldBeEmpty();
    }

    private static string Expression(Random random, int depth) => depth == 0 ? Any(random, atoms) : random.Next(9) switch
    {
        0 or 1 => $"{Expression(random, depth - 1)} {Any(random, operators)} {Expression(random, depth - 1)}",
        2 => $"({Expression(random, depth - 1)}) | {Any(random, filters)}",
        3 => $"({Expression(random, depth - 1)}) is {Any(random, tests)}",
        4 => $"({Expression(random, depth - 1)}){Any(random, methods)}",
        5 => $"({Expression(random, depth - 1)}) if {Expression(random, depth - 1)} else {Expression(random, depth - 1)}",
        6 => $"(not {Expression(random, depth - 1)})",
        7 => $"[{Expression(random, depth - 1)}, {Expression(random, depth - 1)}]",
        _ => Any(random, atoms),
    };

    private static string Template(Random random, int depth = 0)
    {
        var template = new StringBuilder();
        for (var pieces = random.Next(1, 6); pieces > 0; pieces--)
        {
            template.Append(Any(random, ["", " ", "\n", "  \n ", "a", "\n\n", " b ", "\t"]));
            template.Append((depth < 3 ? random.Next(9) : random.Next(4)) switch
            {
                0 => $"{Open(random, "{{")} {Any(random, ["s", "n", "l | length", "x", "v", "loop_", "m.k"])} {Close(random, "}}", false)}",
                1 => $"{Open(random, "{#")} note {Close(random, "#}", true)}",
                2 => $"{Tag(random, "set v = " + Any(random, ["1", "s", "[n]"]))}",
                3 => "text",
                4 => $"{Tag(random, "if " + Any(random, ["s", "t", "n > 2", "v is defined"]))}{Template(random, depth + 1)}{Tag(random, "else")}{Template(random, depth + 1)}{Tag(random, "endif")}",
                5 => $"{Tag(random, "for v in " + Any(random, ["l", "[]", "s", "m", "range(2)"]))}{Template(random, depth + 1)}{Tag(random, "endfor")}",
                6 => $"{Tag(random, "for i in l")}{Open(random, "{{")} loop.index {Close(random, "}}", false)}{Template(random, depth + 1)}{Tag(random, "if loop.index == 2")}{Tag(random, Any(random, ["break", "continue"]))}{Tag(random, "endif")}x{Tag(random, "endfor")}",
                7 => $"{Tag(random, "set v")}{Template(random, depth + 1)}{Tag(random, "endset")}",
                _ => $"{Tag(random, "raw").Replace("+", "")} {{{{ x }}}} {Tag(random, "endraw")}",
            });
        }

        return template.ToString();
    }

    private static string Tag(Random random, string inside) => $"{Open(random, "{%")} {inside} {Close(random, "%}", true)}";

    private static string Open(Random random, string sign) => sign + Any(random, ["", "", "-", "+"]);

    private static string Close(Random random, string sign, bool plus) => Any(random, ["", "", "-", plus ? "+" : ""]) + sign;

    private static T Any<T>(Random random, T[] items) => items[random.Next(items.Length)];
}
