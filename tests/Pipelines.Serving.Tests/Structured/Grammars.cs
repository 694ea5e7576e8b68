using System.Text;

namespace Pipelines.Serving.Tests;

public sealed class Grammars
{
    private const string Arithmetic = """
        # sums of products
        root   ::= sum
        sum    ::= product (("+" | "-") product)*
        product ::= atom
          | atom "*" product
        atom ::= [0-9]{1,3} | "(" space sum space ")" | "-" atom
        space ::= " "?
        """;

    private const string Ambiguous = """
        root ::= "a" root "b" | "a" root "c" | "a" root | "d"?
        """;

    private const string Unicode = """root ::= [^a-z\x00-\x1F\U0001F389] "é\u65e5" word .? word ::= ("本" | "\"") word | "]" """;

    public static TheoryData<string, string[], string[]> Samples => new()
    {
        { Arithmetic, ["1", "1+2*3", "(1-(22))*-333", "( 1 )"], ["", "+", "1234", "(1", "1)"] },
        { Ambiguous, ["", "d", "a", "aab", "aadbc", "aaaa"], ["b", "adbb", "da"] },
        { Unicode, ["Xé日]", "日é日本\"本]🎉"], ["aé日]", "🎉é日]", "Xé日"] },
        { "root ::= \"x\" [a-] [\\]\\^^] (\"y\"){2} # end", ["xa]yy", "x-^yy"], ["xa]y", "xb]yy"] },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void What_rules_say_is_let_through_and_nothing_else(string rules, string[] fit, string[] misfit)
    {
        var (grammar, random) = (Grammar.FromText(rules), new Random(4));
        foreach (var text in fit)
            foreach (var vocabulary in Vocabularies.All) Walks.Admits(grammar, vocabulary, text, random);
        foreach (var text in misfit) grammar.Accepts(text).ShouldBeFalse(text);
    }

    [Fact]
    public void Walks_through_arithmetic_are_arithmetic()
    {
        var (grammar, random) = (Grammar.FromText(Arithmetic), new Random(6));
        foreach (var vocabulary in Vocabularies.All)
            for (var i = 0; i < 100; i++)
            {
                var text = Walks.Next(grammar, vocabulary, random).ShouldNotBeNull();
                var at = 0;
                (Sum(text, ref at) && at == text.Length).ShouldBeTrue(text);
            }
    }

    [Fact]
    public void Much_ambiguity_costs_little()
    {
        var grammar = Grammar.FromText("root ::= \"a\" root \"b\" | \"a\" root \"c\" | \"d\"");
        grammar.Accepts(new string('a', 2000) + "d" + string.Concat(Enumerable.Repeat("bc", 1000))).ShouldBeTrue();
        grammar.Accepts(new string('a', 2000) + "d" + string.Concat(Enumerable.Repeat("bc", 1001))).ShouldBeFalse();
    }

    [Fact]
    public void A_choice_is_one_of_its_texts()
    {
        string[] choices = ["yes", "no", "maybe", "maybe not", "", "日本", "日"];
        var (grammar, random) = (Grammar.FromChoice(choices), new Random(2));
        foreach (var vocabulary in Vocabularies.All)
        {
            foreach (var choice in choices) Walks.Admits(grammar, vocabulary, choice, random);
            for (var i = 0; i < 50; i++) choices.ShouldContain(Walks.Next(grammar, vocabulary, random).ShouldNotBeNull());
        }
        grammar.Accepts("may").ShouldBeFalse();
        Should.Throw<GrammarException>(() => Grammar.FromChoice([]));
    }

    [Theory]
    [InlineData("root ::= root \"a\" | \"b\"", "")]
    [InlineData("root ::= a\na ::= \"\" b\nb ::= \"x\"? a \"y\"", "")]
    [InlineData("root ::= \"a\" root", "")]
    [InlineData("root ::= \"a\"\nroot ::= \"b\"", "2:1")]
    [InlineData("start ::= \"a\"", "")]
    [InlineData("root ::= \"a\n", "1:12")]
    [InlineData("root ::= missing", "1:10")]
    [InlineData("root ::= (\"a\"", "1:14")]
    [InlineData("root = \"a\"", "1:6")]
    [InlineData("root ::= [a", "1:12")]
    [InlineData("root ::= \"\\q\"", "1:13")]
    [InlineData("root ::= \"a\" )", "1:14")]
    public void What_is_no_grammar_is_refused_with_its_place(string rules, string place) =>
        Should.Throw<GrammarException>(() => Grammar.FromText(rules)).Place.ShouldBe(place);

    [Fact]
    public void Arbitrary_rules_are_read_or_refused()
    {
        var random = new Random(13);
        string[] parts =
            ["root", " ::= ", "a", "\"x\"", "[a-z]", "(", ")", "|", "*", "+", "?", "{2}", "\n", " ", ".", "#", "\\", "\"", "[^"];
        for (var i = 0; i < 5_000; i++)
        {
            var rules = "root ::= " + string.Concat(Enumerable.Range(0, random.Next(10)).Select(_ => parts[random.Next(parts.Length)]));
            try
            {
                Grammar.FromText(rules).Accepts(Encoding.UTF8.GetBytes("xx"));
            }
            catch (GrammarException problem)
            {
                problem.Message.ShouldNotBeEmpty();
            }
        }
    }

    private static bool Sum(string text, ref int at)
    {
        if (!Product(text, ref at)) return false;
        while (at < text.Length && text[at] is '+' or '-')
        {
            at++;
            if (!Product(text, ref at)) return false;
        }
        return true;
    }

    private static bool Product(string text, ref int at)
    {
        if (!Atom(text, ref at)) return false;
        if (at == text.Length || text[at] != '*') return true;
        at++;
        return Product(text, ref at);
    }

    private static bool Atom(string text, ref int at)
    {
        if (at == text.Length) return false;
        var begin = at;
        switch (text[at])
        {
            case '-':
                at++;
                return Atom(text, ref at);
            case '(':
                at++;
                if (text[at] == ' ') at++;
                if (!Sum(text, ref at)) return false;
                if (at < text.Length && text[at] == ' ') at++;
                return at < text.Length && text[at++] == ')';
            default:
                while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
                return at - begin is >= 1 and <= 3;
        }
    }
}
