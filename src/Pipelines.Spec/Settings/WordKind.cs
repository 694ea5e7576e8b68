using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Schema;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>One word out of a list.</summary>
/// <param name="words">each word, what it stands for, and what it means</param>
internal sealed class WordKind<T>(params (string Word, T Value, string Doc)[] words) : ScalarKind<T>
{
    /// <inheritdoc/>
    public override string Noun => Wording.OneOf(words.Select(choice => choice.Word));

    /// <inheritdoc/>
    public override string Short(SectionLink link) => Wording.OneOf(words.Select(choice => $"`{choice.Word}`"));

    /// <inheritdoc/>
    public override string Detail => string.Join("; ", words.Select(choice => $"`{choice.Word}`: {choice.Doc}"));

    /// <inheritdoc/>
    protected override IReadOnlyList<JsonObject> Forms =>
    [
        new()
        {
            { "enum", new JsonArray(words.Select(choice => (Json)choice.Word)) },
            { "markdownEnumDescriptions", new JsonArray(words.Select(choice => (Json)choice.Doc)) },
        },
    ];

    /// <inheritdoc/>
    protected override bool TryParse(ScalarNode scalar, Slot slot, Reading reading, out T value)
    {
        foreach (var choice in words)
        {
            if (choice.Word != scalar.Text) continue;
            value = choice.Value;
            return true;
        }
        value = default!;
        return reading.UnknownWord(slot, scalar, words.Select(choice => choice.Word));
    }
}
