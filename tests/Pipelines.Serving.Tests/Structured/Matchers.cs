namespace Pipelines.Serving.Tests;

public sealed class Matchers
{
    private static readonly string Nested = """
        {"type":"object","properties":{"name":{"type":"string","maxLength":12},"tags":{"type":"array","items":{"enum":["ab","abc","é"]}},
         "inner":{"anyOf":[{"$ref":"#"},{"type":"null"}]},"n":{"type":"integer","minimum":-20,"maximum":300}},"required":["name","inner"]}
        """;

    public static TheoryData<string> Grammars => ["json", "schema", "regex", "rules", "choice"];

    [Theory]
    [MemberData(nameof(Grammars))]
    public void Masks_are_what_trying_every_token_gives(string kind)
    {
        var (grammar, random) = (Of(kind), new Random(21));
        foreach (var vocabulary in Vocabularies.All)
            for (var walk = 0; walk < 2; walk++)
            {
                var (path, matcher) = (new List<int>(), new GrammarMatcher(grammar, vocabulary));
                for (var i = 0; i < 30 && !matcher.IsEnded; i++)
                {
                    var (mask, allowed, tried) = (matcher.Mask(), new List<int>(), Along(path));
                    for (var token = 0; token < vocabulary.Size; token++)
                    {
                        var fits = tried.Accept(token);
                        mask.Has(token).ShouldBe(fits, $"token {token}");
                        if (!fits) continue;
                        allowed.Add(token);
                        tried = Along(path);
                    }
                    path.Add(allowed[random.Next(allowed.Count)]);
                    matcher.Accept(path[^1]).ShouldBeTrue();
                }

                GrammarMatcher Along(List<int> tokens)
                {
                    var fresh = new GrammarMatcher(grammar, vocabulary);
                    foreach (var token in tokens) fresh.Accept(token).ShouldBeTrue();
                    return fresh;
                }
            }
    }

    [Fact]
    public void A_text_ends_exactly_where_it_is_complete()
    {
        var (vocabulary, matcher) = (Vocabularies.Straddling, new GrammarMatcher(Grammar.FromRegex("ab?"), Vocabularies.Straddling));
        var (end, other) = (vocabulary.Ends[0], vocabulary.Size - 1);
        matcher.Accept(end).ShouldBeFalse();
        matcher.Mask().Has(end).ShouldBeFalse();
        matcher.Accept(vocabulary.Cut("a"u8.ToArray(), new Random(1))[0]).ShouldBeTrue();
        matcher.Accept(other).ShouldBeFalse("a special token stands for no text");
        matcher.Mask().Has(end).ShouldBeTrue();
        matcher.Accept(end).ShouldBeTrue();
        matcher.IsEnded.ShouldBeTrue();
        matcher.Mask().ShouldAllBe(word => word == 0);
        matcher.Accept(end).ShouldBeFalse();
    }

    [Fact]
    public void The_same_source_is_compiled_once()
    {
        Grammar.FromRegex("once|only").ShouldBeSameAs(Grammar.FromRegex("once|only"));
        Grammar.FromChoice(["once|only"]).ShouldNotBeSameAs(Grammar.FromRegex("once|only"));
        Grammar.FromJsonSchema("{}").ShouldNotBeSameAs(Grammar.FromJsonSchema("{}", whiteSpace: false));
    }

    [Fact]
    public void Many_threads_share_a_grammar()
    {
        var grammar = Grammar.FromJsonSchema(Nested);
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            if (Walks.Next(grammar, Vocabularies.Trained, new Random(i)) is { } text) SchemaJudge.Accepts(Nested, text).ShouldBeTrue(text);
        });
    }

    private static Grammar Of(string kind) => kind switch
    {
        "json" => Grammar.AnyJsonObject,
        "schema" => Grammar.FromJsonSchema(Nested),
        "regex" => Grammar.FromRegex("(?:[a-z]{1,3}é?,)*(\\d+|日本*)\"?"),
        "rules" => Grammar.FromText("root ::= list list ::= \"[\" (item (\",\" item)*)? \"]\" item ::= list | \"12\" | \"ab\" item?"),
        _ => Grammar.FromChoice(["foo", "foobar", "abc", "a", "日本語"]),
    };
}
