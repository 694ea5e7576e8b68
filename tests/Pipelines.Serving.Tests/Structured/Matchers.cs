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
            for (var walk = 0; walk < 6; walk++)
            {
                var matcher = new GrammarMatcher(grammar, vocabulary);
                for (var i = 0; i < 40 && !matcher.IsEnded; i++)
                {
                    var mask = matcher.Mask();
                    var allowed = new List<int>();
                    for (var token = 0; token < vocabulary.Size; token++)
                    {
                        var fits = matcher.Accept(token);
                        if (fits) matcher.Rollback(1);
                        mask.Has(token).ShouldBe(fits, $"token {token}");
                        if (fits) allowed.Add(token);
                    }
                    matcher.ForcedToken().ShouldBe(allowed.Count == 1 ? allowed[0] : null);
                    matcher.Accept(allowed[random.Next(allowed.Count)]).ShouldBeTrue();
                }
            }
    }

    [Theory]
    [MemberData(nameof(Grammars))]
    public void What_is_taken_back_leaves_no_trace(string kind)
    {
        var (grammar, vocabulary, random) = (Of(kind), Vocabularies.Trained, new Random(22));
        var matcher = new GrammarMatcher(grammar, vocabulary);
        var (tokens, masks) = (new List<int>(), new List<ulong[]>());
        for (var i = 0; i < 300; i++)
        {
            if (tokens.Count > 0 && random.Next(4) == 0)
            {
                var count = random.Next(1, Math.Min(tokens.Count, 6) + 1);
                matcher.Rollback(count);
                tokens.RemoveRange(tokens.Count - count, count);
                matcher.Mask().ShouldBe(masks[tokens.Count]);
                masks.RemoveRange(tokens.Count, count);
                matcher.Count.ShouldBe(tokens.Count);
            }
            var mask = matcher.Mask();
            var fresh = new GrammarMatcher(grammar, vocabulary);
            foreach (var token in tokens) fresh.Accept(token).ShouldBeTrue();
            mask.ShouldBe(fresh.Mask());
            fresh.IsComplete.ShouldBe(matcher.IsComplete);
            var allowed = Enumerable.Range(0, vocabulary.Size).Where(mask.Has).ToList();
            if (allowed.Count == 0) continue;
            tokens.Add(allowed[random.Next(allowed.Count)]);
            masks.Add(mask);
            matcher.Accept(tokens[^1]).ShouldBeTrue();
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
        matcher.Rollback(1);
        matcher.IsEnded.ShouldBeFalse();
        matcher.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void Forced_bytes_are_the_only_way_on()
    {
        var matcher = new GrammarMatcher(Grammar.FromText("root ::= \"hello \" (\"world\" | \"work\") \"!\"?"), Vocabularies.Straddling);
        matcher.ForcedBytes().ShouldBe("hello wor"u8.ToArray());
        matcher.ForcedBytes(most: 3).ShouldBe("hel"u8.ToArray());
        foreach (var token in Vocabularies.Straddling.Cut("hello world"u8.ToArray(), new Random(1))) matcher.Accept(token);
        matcher.ForcedBytes().ShouldBeEmpty();
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
