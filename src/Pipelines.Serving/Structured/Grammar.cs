using System.Runtime.CompilerServices;
using System.Text;

namespace Pipelines.Serving;

/// <summary>
/// What a text may be, compiled to a pushdown automaton over bytes: JSON of a schema, a regular expression, one of several texts, or a
/// grammar of rules. Immutable, and safe to use from many threads; the same source gives the same grammar while it is remembered, with
/// the masks that it has found. A text is matched as a whole, without white space around it.
/// </summary>
public sealed class Grammar
{
    private readonly Automaton automaton;
    private readonly ConditionalWeakTable<GrammarVocabulary, TokenMasks> masks = [];

    private Grammar(Automaton automaton) => this.automaton = automaton;

    /// <summary>Any JSON object.</summary>
    public static Grammar AnyJsonObject => FromJsonSchema("""{"type":"object"}""");

    /// <summary>
    /// JSON that a schema of draft 2020-12 accepts, in what a grammar can hold of it. Members come in the order of the schema, those it
    /// does not name after them; whole numbers are written without fraction and exponent.
    /// </summary>
    /// <param name="schema">the schema, as JSON</param>
    /// <param name="whiteSpace">whether white space may stand between the parts</param>
    /// <exception cref="GrammarException">
    /// it is no schema, or asks for what a grammar cannot hold; <see cref="GrammarException.Place"/> is a JSON pointer
    /// </exception>
    public static Grammar FromJsonSchema(string schema, bool whiteSpace = true) =>
        GrammarCache.Get((whiteSpace ? "json " : "compact json ") + schema, () => new Grammar(SchemaGrammar.Compile(schema, whiteSpace)));

    /// <summary>Texts that a regular expression accepts as a whole.</summary>
    /// <param name="pattern">without back references, look-around and word boundaries</param>
    /// <exception cref="GrammarException">it is not understood</exception>
    public static Grammar FromRegex(string pattern) => GrammarCache.Get("regex " + pattern, () =>
    {
        GrammarLimits.CheckLength(pattern);
        return new Grammar(OneRule(CharacterAutomaton.Of(Anchors.Whole(RegexReader.Read(pattern)))));
    });

    /// <summary>Exactly these texts.</summary>
    /// <exception cref="GrammarException">there are none, or they are too long</exception>
    public static Grammar FromChoice(IReadOnlyList<string> choices) =>
        GrammarCache.Get("choice " + string.Join('\0', choices.Select(choice => $"{choice.Length} {choice}")), () =>
        {
            if (choices.Count == 0) throw new GrammarException("there is nothing to choose from");
            return new Grammar(OneRule(CharacterAutomaton.OfTexts(choices)));
        });

    /// <summary>Texts that rules accept, beginning with the rule <c>root</c>: the syntax of GBNF.</summary>
    /// <exception cref="GrammarException">
    /// they are not understood, or a rule calls itself before it reads anything; <see cref="GrammarException.Place"/> is line and column
    /// </exception>
    public static Grammar FromText(string rules) =>
        GrammarCache.Get("text " + rules, () => new Grammar(RuleGrammar.Compile(rules)));

    /// <summary>Whether the grammar accepts a text as a whole.</summary>
    /// <exception cref="GrammarException">it is too ambiguous</exception>
    public bool Accepts(ReadOnlySpan<byte> utf8)
    {
        var graph = new ParseGraph(automaton);
        var state = graph.Start(new Work());
        foreach (var value in utf8)
        {
            state = graph.Step(state, automaton.Classes[value], new Work());
            if (ReferenceEquals(state, ParseState.Dead)) return false;
        }
        return state.IsEnd;
    }

    /// <inheritdoc cref="Accepts(ReadOnlySpan{byte})"/>
    public bool Accepts(string text) => Accepts(Encoding.UTF8.GetBytes(text));

    internal TokenMasks Masks(GrammarVocabulary vocabulary) =>
        masks.GetValue(vocabulary, wanted => new TokenMasks(automaton, wanted));

    private static Automaton OneRule(CharacterAutomaton characters)
    {
        var builder = new AutomatonBuilder();
        var root = builder.AddRule("root");
        CharacterBytes.Write(
            builder, characters, builder.Rule(root).Start, builder.Rule(root).End,
            (from, set, to) => CharacterBytes.Write(builder, from, set, to), AutomatonBuilder.NoRule);
        return builder.Build(root);
    }
}
