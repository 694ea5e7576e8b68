using System.Text.Json;

namespace Pipelines.Serving;

/// <summary>
/// Compiles a JSON Schema: each set of schemas that some value must fit all at once becomes a rule, the same for the same set, so that
/// references may be recursive.
/// </summary>
internal sealed class SchemaGrammar
{
    private const int MostAlternatives = 256;
    private const int MostParts = 1 << 18;

    private readonly SchemaDocument document;
    private readonly Dictionary<string, int> rules = [];
    private readonly Queue<(int Rule, SchemaNode[] Schemas)> open = [];
    private readonly Distinct distinct;
    private int parts;

    private SchemaGrammar(string schema, bool whiteSpace)
    {
        document = new SchemaDocument(schema);
        distinct = new Distinct(document);
        Json = new JsonParts(Builder, whiteSpace);
    }

    public AutomatonBuilder Builder { get; } = new();

    public JsonParts Json { get; }

    /// <exception cref="GrammarException">the schema asks for what cannot be held, or is none</exception>
    public static Automaton Compile(string schema, bool whiteSpace)
    {
        try
        {
            var grammar = new SchemaGrammar(schema, whiteSpace);
            var root = grammar.Rule([grammar.document.Root]);
            while (grammar.open.TryDequeue(out var next)) grammar.Define(next.Rule, next.Schemas);
            return grammar.Builder.Build(root);
        }
        catch (InvalidOperationException problem)
        {
            throw new GrammarException("a text in the schema holds half a surrogate pair", inner: problem);
        }
    }

    /// <summary>Adds a value that fits all of the schemas; the state after it.</summary>
    public int Value(int from, IEnumerable<SchemaNode> schemas) => Builder.Call(from, Rule(schemas));

    private int Rule(IEnumerable<SchemaNode> schemas)
    {
        var ordered = schemas.DistinctBy(node => node.Key).OrderBy(node => node.Key, StringComparer.Ordinal).ToArray();
        var key = string.Join('\n', ordered.Select(node => node.Key));
        if (rules.TryGetValue(key, out var known)) return known;
        if ((parts += 1 + ordered.Length) > MostParts) throw new GrammarException("combines too many schemas with each other");
        var rule = rules[key] = Builder.AddRule(ordered.Length > 0 ? $"#{ordered[0].Pointer}" : "any value");
        open.Enqueue((rule, ordered));
        return rule;
    }

    private void Define(int rule, SchemaNode[] schemas)
    {
        var all = Conjunction.Of(document, schemas);
        var (start, end) = (Builder.Rule(rule).Start, Builder.Rule(rule).End);
        if ((parts += all.Parts.Count) > MostParts) throw new GrammarException("combines too many schemas with each other");
        if (all.IsImpossible) return;
        if (all.Choice() is { } choice)
        {
            if (choice.OnlyOne) CheckDistinct(choice.Alternatives, choice.Place);
            foreach (var alternative in choice.Alternatives) Builder.Skip(Value(start, alternative), end);
            return;
        }
        if (all.Values() is { } values)
        {
            var kinds = values.ToLookup(value => value.ValueKind == JsonValueKind.String);
            if (kinds[true].Any()) Builder.Skip(Json.Strings(start, kinds[true].Select(value => value.GetString()!)), end);
            foreach (var value in kinds[false]) Builder.Skip(Json.Value(start, value), end);
            return;
        }
        var types = all.Types();
        if (types.HasFlag(JsonTypes.Null)) Builder.Skip(Builder.Text(start, "null"), end);
        if (types.HasFlag(JsonTypes.Boolean))
            foreach (var word in new[] { "true", "false" }) Builder.Skip(Builder.Text(start, word), end);
        if ((types & JsonTypes.Number) != 0) NumberGrammar.Write(this, all, types, start, end);
        if (types.HasFlag(JsonTypes.String)) Builder.Skip(StringGrammar.Write(this, all, start), end);
        if (types.HasFlag(JsonTypes.Array)) ArrayGrammar.Write(this, all, start, end);
        if (types.HasFlag(JsonTypes.Object)) ObjectGrammar.Write(this, document, all, start, end);
    }

    private void CheckDistinct(IReadOnlyList<SchemaNode[]> alternatives, string place)
    {
        if (alternatives.Count > MostAlternatives)
            throw new GrammarException($"{alternatives.Count} alternatives of 'oneOf' are too many: at most {MostAlternatives}", place);
        for (var i = 0; i < alternatives.Count; i++)
            for (var j = 0; j < i; j++)
                if (!distinct.Holds(alternatives[i], alternatives[j]))
                    throw new GrammarException(
                        $"alternatives {j} and {i} may both fit a value, which a grammar cannot keep apart: use 'anyOf', " +
                        "or tell them apart by type or by a required property with its own 'const'", place);
    }
}
