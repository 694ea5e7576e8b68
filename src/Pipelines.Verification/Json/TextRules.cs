using System.Text.Json;

namespace Pipelines.Verification;

/// <summary><c>minLength</c>, <c>maxLength</c>, in characters as Unicode counts them, and <c>pattern</c>.</summary>
internal static class TextRules
{
    public static IEnumerable<string> Keywords => ["minLength", "maxLength", "pattern"];

    public static IEnumerable<SchemaRule> Read(SchemaObject schema)
    {
        if (schema.Count("minLength") is { } least) yield return Rule(text => Length(text) >= least, $"is shorter than {least} characters");
        if (schema.Count("maxLength") is { } most) yield return Rule(text => Length(text) <= most, $"is longer than {most} characters");
        if (schema.Text("pattern") is { } pattern)
        {
            var regex = SafePattern.Read(pattern);
            yield return Rule(regex.IsMatch, $"does not match {Shortened.To(pattern)}");
        }
    }

    private static int Length(string text) => text.EnumerateRunes().Count();

    private static SchemaRule Rule(Func<string, bool> holds, string otherwise) => (value, place, _) =>
        value.ValueKind != JsonValueKind.String || holds(value.GetString()!) ? null : Misfits.At(place, otherwise);
}
