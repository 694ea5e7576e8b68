using System.Text.Json;
using Pipelines.Serving;

namespace Pipelines.Server;

/// <summary>Members that say what an answer must match.</summary>
internal static class StructureMembers
{
    private static readonly Kind<Grammar> SchemaKind = Compiled(JsonTextKind.Object, schema => Grammar.FromJsonSchema(schema));

    private static readonly Kind<Grammar> RegexKind = Compiled(CommonMembers.Text, Grammar.FromRegex);

    private static readonly Kind<Grammar> ChoiceKind = Compiled(
        new ListKind<string>(CommonMembers.Text, "texts", least: 1), Grammar.FromChoice);

    private static readonly Kind<Grammar> RulesKind = Compiled(CommonMembers.Text, Grammar.FromText);

    private static readonly Member<Grammar> Schema = Member.Required("schema", SchemaKind, "The JSON Schema");

    private static readonly Member<Grammar> LooseSchema = Member.Optional(
        "schema", SchemaKind, "A JSON Schema, where any object is not enough");

    private static readonly Member[] AboutSchema =
    [
        Member.Checked("name", CommonMembers.Text, "What the schema is called"),
        Member.Checked("description", CommonMembers.Text, "What the schema is for"),
        Member.Checked("strict", CommonMembers.Flag, "An answer is always held to the schema"),
    ];

    private static readonly Member<Grammar> JsonSchema = Member.Optional(
        "json_schema", new ObjectKind<Grammar>("a schema", [Schema, .. AboutSchema], format => format.Required(Schema)),
        "The schema and its name");

    private static readonly Member<string> FormatType = Member.Required(
        "type", new WordKind<string>(("text", "text"), ("json_object", "json_object"), ("json_schema", "json_schema")),
        "What an answer is");

    /// <summary>The form of an answer.</summary>
    public static readonly Member<Format> ResponseFormat = Member.Optional(
        "response_format",
        new ObjectKind<Format>("a response format", [FormatType, JsonSchema, LooseSchema], format => Read(format, JsonSchema)),
        "What the answer is: text, JSON, or JSON of a schema");

    /// <summary>The same, where the schema's members stand beside the type.</summary>
    public static readonly Member<Format> FlatFormat = Member.Optional(
        "format",
        new ObjectKind<Format>("a format", [FormatType, LooseSchema, .. AboutSchema], format => Read(format, LooseSchema)),
        "What the answer is: text, JSON, or JSON of a schema");

    private static readonly Member<Grammar>[] Sources =
    [
        Member.Optional("json", SchemaKind, "A JSON Schema of the answer"),
        Member.Optional("regex", RegexKind, "A regular expression of the whole answer"),
        Member.Optional("choice", ChoiceKind, "The texts of which the answer is one"),
        Member.Optional("grammar", RulesKind, "Rules in the syntax of GBNF, of which root is the answer"),
    ];

    private static readonly Member<Format> Structured = Member.Optional(
        "structured_outputs",
        new ObjectKind<Format>("structured outputs", Sources, sources => new Format(Only(sources, Sources))),
        "What the answer must match: one of its members");

    private static readonly Member<Grammar>[] Others =
    [
        Member.Optional("guided_json", SchemaKind, "As structured_outputs.json"),
        Member.Optional("guided_regex", RegexKind, "As structured_outputs.regex"),
        Member.Optional("guided_choice", ChoiceKind, "As structured_outputs.choice"),
        Member.Optional("guided_grammar", RulesKind, "As structured_outputs.grammar"),
        Member.Optional("json_schema", SchemaKind, "As structured_outputs.json"),
        Member.Optional("grammar", RulesKind, "As structured_outputs.grammar"),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Member> All { get; } = [ResponseFormat, Structured, .. Others];

    /// <summary>What an answer must match, or null.</summary>
    /// <exception cref="RequestException">several members say it</exception>
    public static Grammar? Read(RequestObject request)
    {
        Grammar?[] asked = [request.Find(ResponseFormat)?.Grammar, request.Find(Structured)?.Grammar, Only(request, Others)];
        return asked.Count(grammar => grammar is not null) > 1
            ? throw request.Place.Fault(
                "says in several members what the answer must match: one of response_format, structured_outputs and "
                + string.Join(", ", Others.Select(member => member.Name)))
            : asked.FirstOrDefault(grammar => grammar is not null);
    }

    private static Format Read(RequestObject format, Member<Grammar> schema) => new(format.Required(FormatType) switch
    {
        "json_schema" => format.Required(schema),
        "json_object" => format.Or(LooseSchema, Grammar.AnyJsonObject),
        _ => null,
    });

    private static Grammar? Only(RequestObject request, Member<Grammar>[] members)
    {
        var given = members.Where(member => request.Has(member)).ToList();
        return given.Count > 1
            ? throw request.At(given[1]).Fault($"cannot be held beside '{request.At(given[0])}'")
            : given.Count == 0 ? null : request.Required(given[0]);
    }

    private static MadeKind<T, Grammar> Compiled<T>(Kind<T> kind, Func<T, Grammar> compile) => new(kind, (source, place) =>
    {
        try
        {
            return compile(source);
        }
        catch (GrammarException failure)
        {
            throw place.Fault($"cannot be held: {failure.Message}");
        }
    });

    /// <summary>What a member says of an answer's form.</summary>
    /// <param name="Grammar">what the answer must match; anything when null</param>
    internal sealed record Format(Grammar? Grammar);
}
