using System.Text.Json;
using Pipelines.Spec.Diagnostics;
using Pipelines.Tokenizers;

namespace Pipelines.Data;

/// <summary>
/// Rows with <c>choices</c>, a list of texts, to a <c>prompt</c>, and with an <c>answer</c> that says which is right: its place from 0, its
/// text or its letter. A text that is one of the choices is never taken for a letter.
/// </summary>
internal static class ChoiceRows
{
    private const int Letters = 26;

    /// <summary>The question.</summary>
    /// <exception cref="RowException">the row is something else, or the answer is none of the choices</exception>
    public static Example Choice(Row row)
    {
        var prompt = PromptRows.Turns(row);
        var choices = Choices(row);
        return new ChoiceExample(
            row.Place, prompt, [.. choices.Select(choice => new ChatMessage("assistant", choice))], Right(row.Required("answer"), choices));
    }

    private static string[] Choices(Row row)
    {
        var list = row.Required("choices");
        if (list.ValueKind != JsonValueKind.Array) throw new RowException($"'choices' is {Row.KindOf(list)}; a list of texts was expected");
        string[] choices = [.. list.EnumerateArray().Select(Text)];
        if (choices.Length < 2) throw new RowException($"'choices' has {choices.Length}; at least 2 were expected");
        for (var i = 1; i < choices.Length; i++)
            if (Array.IndexOf(choices, choices[i]) is var first && first < i)
                throw new RowException($"choices[{i}] is choices[{first}] again");
        return choices;
    }

    private static string Text(JsonElement value, int place)
    {
        if (value.ValueKind != JsonValueKind.String)
            throw new RowException($"choices[{place}] is {Row.KindOf(value)}; a text was expected");
        var text = value.GetString()!;
        return string.IsNullOrWhiteSpace(text) ? throw new RowException($"choices[{place}] is empty") : text;
    }

    private static int Right(JsonElement answer, string[] choices) => answer.ValueKind switch
    {
        JsonValueKind.Number => answer.TryGetInt32(out var place) && place >= 0 && place < choices.Length
            ? place
            : throw new RowException($"'answer' is {answer.GetRawText()}; a place from 0 to {choices.Length - 1} was expected"),
        JsonValueKind.String => Named(answer.GetString()!, choices),
        _ => throw new RowException($"'answer' is {Row.KindOf(answer)}; a choice's place, letter or text was expected"),
    };

    private static int Named(string answer, string[] choices)
    {
        if (Array.IndexOf(choices, answer) is >= 0 and var place) return place;
        if (answer.Length == 1 && char.IsAsciiLetter(answer[0]) && char.ToUpperInvariant(answer[0]) - 'A' is var letter
            && letter < choices.Length) return letter;
        var letters = choices.Length <= Letters ? $" or a letter from A to {(char)('A' + choices.Length - 1)}" : "";
        var hint = Nearest.To(answer, choices) is { } near ? $"; is it '{near}'?" : "";
        throw new RowException($"'answer' is '{answer}', none of the choices{letters}{hint}");
    }
}
