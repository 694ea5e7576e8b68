namespace Pipelines.Serving.Tests;

public sealed class GrammarParts
{
    private static readonly Dictionary<string, Grammar> Parts = new()
    {
        ["value"] = Grammar.FromJsonSchema("""{"type":"array","items":{"$ref":"#"}}""", whiteSpace: false),
        ["word"] = Grammar.FromRegex("a+b?|"),
        ["mark"] = Grammar.FromSpecialToken("<|other|>"),
    };

    [Theory]
    [InlineData("<[[],[[]]]>", true)]
    [InlineData("<[[],[[]]>", false)]
    [InlineData("<>", true)]
    [InlineData("<aaab>", true)]
    [InlineData("<aaabb>", false)]
    [InlineData("<[]a>", false)]
    public void Are_called_as_rules_are(string text, bool fits) =>
        Grammar.FromText("root ::= \"<\" (value | word) \">\"", Parts).Accepts(text).ShouldBe(fits);

    [Fact]
    public void Are_part_of_what_a_grammar_is_remembered_by()
    {
        var other = new Dictionary<string, Grammar>(Parts) { ["word"] = Grammar.FromRegex("c") };
        Grammar.FromText("root ::= word", Parts).ShouldBeSameAs(Grammar.FromText("root ::= word", Parts));
        Grammar.FromText("root ::= word", other).Accepts("c").ShouldBeTrue();
        Grammar.FromText("root ::= word", Parts).Accepts("c").ShouldBeFalse();
    }

    [Fact]
    public void Do_not_hide_rules() =>
        Should.Throw<GrammarException>(() => Grammar.FromText("root ::= word\nword ::= \"x\"", Parts)).Message.ShouldContain("'word' is a rule and a part");

    [Fact]
    public void May_be_a_special_token_which_no_text_stands_for()
    {
        var vocabulary = Vocabularies.Straddling;
        var other = vocabulary.Size - 1;
        var grammar = Grammar.FromText("root ::= \"ab\" mark \"ab\"?", Parts);
        var matcher = new GrammarMatcher(grammar, vocabulary);
        matcher.Accept(other).ShouldBeFalse();
        foreach (var token in vocabulary.Cut("ab"u8.ToArray(), new Random(2))) matcher.Accept(token).ShouldBeTrue();
        Enumerable.Range(0, vocabulary.Size).Where(matcher.Mask().Has).ShouldBe([other], "no text stands for it");
        foreach (var token in vocabulary.Cut("<"u8.ToArray(), new Random(2))) matcher.Accept(token).ShouldBeFalse();
        matcher.Accept(other).ShouldBeTrue();
        matcher.IsComplete.ShouldBeTrue();
        matcher.Mask().Has(vocabulary.Ends[0]).ShouldBeTrue();
        grammar.Accepts("ab<|other|>").ShouldBeFalse();
    }

    [Fact]
    public void Free_text_lets_no_special_token_through()
    {
        var matcher = new GrammarMatcher(Grammar.FromText("root ::= .*"), Vocabularies.Straddling);
        matcher.Mask().Has(Vocabularies.Straddling.Size - 1).ShouldBeFalse();
    }
}
