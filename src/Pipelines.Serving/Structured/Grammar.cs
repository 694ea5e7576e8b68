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
    private const byte Mark = GrammarVocabulary.SpecialMark;

    private readonly Automaton automaton;
    private readonly ConditionalWeakTable<GrammarVocabulary, TokenMasks> masks = [];

    private readonly string source;

    private Grammar(string source, Automaton automaton) => (this.source, this.automaton) = (source, automaton);

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
        Remembered((whiteSpace ? "json " : "compact json ") + schema, () => SchemaGrammar.Compile(schema, whiteSpace));

    /// <summary>Texts that a regular expression accepts as a whole.</summary>
    /// <param name="pattern">without back references, look-around and word boundaries</param>
    /// <exception cref="GrammarException">it is not understood</exception>
    public static Grammar FromRegex(string pattern) => Remembered("regex " + pattern, () =>
    {
        GrammarLimits.CheckLength(pattern);
        return OneRule(CharacterAutomaton.Of(Anchors.Whole(RegexReader.Read(pattern))));
    });

    /// <summary>Exactly these texts.</summary>
    /// <exception cref="GrammarException">there are none, or they are too long</exception>
    public static Grammar FromChoice(IReadOnlyList<string> choices) =>
        Remembered("choice " + string.Join('\0', choices.Select(choice => $"{choice.Length} {choice}")), () =>
        {
            if (choices.Count == 0) throw new GrammarException("there is nothing to choose from");
            return OneRule(CharacterAutomaton.OfTexts(choices));
        });

    /// <summary>Texts that rules accept, beginning with the rule <c>root</c>: the syntax of GBNF.</summary>
    /// <exception cref="GrammarException">
    /// they are not understood, or a rule calls itself before it reads anything; <see cref="GrammarException.Place"/> is line and column
    /// </exception>
    public static Grammar FromText(string rules) => FromText(rules, new Dictionary<string, Grammar>());

    /// <inheritdoc cref="FromText(string)"/>
    /// <param name="rules">the rules</param>
    /// <param name="parts">grammars that rules call by their names as they call each other</param>
    public static Grammar FromText(string rules, IReadOnlyDictionary<string, Grammar> parts) => Remembered(
        string.Concat(["text ", rules, .. parts.Select(part => $"\0{part.Key} {part.Value.source.Length} {part.Value.source}")]),
        () => RuleGrammar.Compile(rules, parts.Select(part => KeyValuePair.Create(part.Key, part.Value.automaton))));

    /// <summary>A special token, which no text can stand for; it is of use as a part of other grammars.</summary>
    /// <param name="spelling">how the tokenizer spells it, such as <c>[TOOL_CALLS]</c></param>
    public static Grammar FromSpecialToken(string spelling) => Remembered("special " + spelling, () =>
    {
        var builder = new AutomatonBuilder();
        var (_, start, end) = builder.Rule(builder.AddRule("root"));
        var inside = builder.Text(builder.Step(start, Mark, Mark, builder.Add()), spelling);
        builder.Step(inside, Mark, Mark, end);
        return builder.Build(root: 0);
    });

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

    private static Grammar Remembered(string source, Func<Automaton> compile) =>
        GrammarCache.Get(source, () => new Grammar(source, compile()));

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
