using System.Text;

namespace Pipelines.Serving.Tests;

public sealed class HostileSources
{
    public static TheoryData<string> Schemas => new()
    {
        new string('[', 100_000),
        string.Concat(Enumerable.Repeat("""{"items":""", 5000)) + "{}" + new string('}', 5000),
        "\"" + new string('a', 1_000_000) + "\"",
        """{"type":"string","pattern":"((((((a{90}){90}){90}){90}){90}){90})"}""",
        """{"type":"string","pattern":"(((((){9999}){9999}){9999}){9999}b){9999}"}""",
        """{"type":"string","pattern":"^(?:a?){9999}$","minLength":9000,"maxLength":9999}""",
        """{"type":"array","minItems":99999999999999999999}""",
        """{"type":"integer","minimum":1e400}""",
        """{"$ref":"#","type":"object","properties":{"a":{"$ref":"#"}},"required":["a"]}""",
        """{"allOf":[""" +
            string.Join(',', Enumerable.Repeat("""{"anyOf":[{"type":"string"},{"minLength":1},{"maxLength":9}]}""", 60)) + "]}",
        """{"oneOf":[""" + string.Join(',', Enumerable.Range(0, 5000).Select(i => $$"""{"const":{{i}}}""")) + "]}",
        """{"const":"\ud800"}""",
        """{"properties":{"\ud800":{}}}""",
    };

    [Theory]
    [MemberData(nameof(Schemas))]
    public void What_would_grow_without_bounds_is_refused(string schema) =>
        Should.Throw<GrammarException>(() => Grammar.FromJsonSchema(schema)).Message.Length.ShouldBeLessThan(1000);

    [Fact]
    public void A_schema_cut_off_or_changed_anywhere_is_read_or_refused()
    {
        const string Schema = """
            {"type":"object","properties":{"a":{"enum":[1,"b"]},"c":{"$ref":"#/$defs/d"}},"required":["a"],
             "$defs":{"d":{"type":"string","pattern":"^x{2}$","maxLength":3}}}
            """;
        var random = new Random(9);
        for (var i = 0; i < 3000; i++)
        {
            var text = new StringBuilder(Schema);
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var at = random.Next(text.Length);
                if (random.Next(3) == 0) text.Length = Math.Max(1, at);
                else if (random.Next(2) == 0) text[at] = "{}[]\",:01atx\\$"[random.Next(14)];
                else text.Remove(at, Math.Min(random.Next(1, 9), text.Length - at)).Append(' ');
            }
            try
            {
                Grammar.FromJsonSchema(text.ToString()).Accepts("""{"a":1}""");
            }
            catch (GrammarException problem)
            {
                problem.Message.ShouldNotBeEmpty();
            }
        }
    }

    [Fact]
    public void Many_states_at_once_are_refused_while_matching()
    {
        var counters = string.Join('|', "aeioutnrslmcdpb".Select((letter, i) => $"{letter}[ -~]{{{30 + i}}}"));
        var matcher = new GrammarMatcher(Grammar.FromRegex($"(?:[ -~]?){{4000}}(?:{counters})"), Vocabularies.Trained);
        Should.Throw<GrammarException>(() => matcher.Mask()).Message.ShouldContain("ambiguous");
        matcher.Accept(Vocabularies.Trained.Cut("a"u8.ToArray(), new Random(1))[0]).ShouldBeTrue("a refusal leaves the matcher as it was");
    }

    [Fact]
    public void Depth_is_not_bounded_by_the_stack()
    {
        const int Depth = 20_000;
        var text = new string('[', Depth) + new string(']', Depth);
        Grammar.FromText("root ::= \"[\" root? \"]\"").Accepts(text).ShouldBeTrue();
        Grammar.FromText("root ::= \"[\" root? \"]\"").Accepts(text + "]").ShouldBeFalse();
    }
}
