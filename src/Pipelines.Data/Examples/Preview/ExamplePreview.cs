using System.Text;
using Pipelines.Tokenizers;

namespace Pipelines.Data;

/// <summary>Shows examples as a model reads them, with what is learned marked, and what became of all of them.</summary>
/// <param name="encoder">turns them into tokens</param>
/// <param name="tokenizer">spells the tokens</param>
/// <param name="colors">
/// whether what is learned is in colour and the rest dim, as on a terminal; else what is learned stands between <c>⟦</c> and <c>⟧</c>
/// </param>
public sealed class ExamplePreview(ExampleEncoder encoder, Tokenizer tokenizer, bool colors)
{
    private const string Dim = "\e[2m", Green = "\e[32m", Plain = "\e[0m";

    /// <summary>Writes some examples, and the account of all.</summary>
    /// <param name="output">where to</param>
    /// <param name="examples">the examples; both answers of a pair are shown</param>
    /// <param name="rejected">rows that are no examples</param>
    /// <param name="count">most examples to show</param>
    /// <param name="context">places in a packed row; null when none is known</param>
    /// <exception cref="DataSourceException">nothing can be learned from any of them, and they are not prompts alone</exception>
    public void Write(TextWriter output, IReadOnlyList<Example> examples, IReadOnlyList<RejectedRow> rejected, int count, int? context)
    {
        var answered = examples.SelectMany(Answered).ToList();
        if (answered.Count == 0)
        {
            foreach (var prompt in examples.OfType<PromptExample>().Take(count)) output.WriteLine(Turns(prompt));
            output.WriteLine($"{examples.Count:N0} prompts without answers");
            return;
        }

        var encoded = encoder.EncodeAll(answered);
        foreach (var example in encoded.Kept.Take(count)) output.WriteLine(Show(example));
        output.Write(ExampleAccount.Of(encoded, rejected, context));
    }

    /// <summary>An example under a line that names it.</summary>
    public string Show(EncodedExample example)
    {
        var text = new StringBuilder($"── {example.Place} · {example.Tokens.Length:N0} tokens, {example.TargetCount:N0} learned\n");
        for (int start = 0, end; start < example.Tokens.Length; start = end)
        {
            end = start + 1;
            while (end < example.Tokens.Length && example.Trained[end] == example.Trained[start]) end++;
            var place = start == 0 ? TextPlace.Start : TextPlace.Within;
            text.Append(Marked(tokenizer.Decode(example.Tokens.AsSpan(start..end), place: place), example.Trained[start]));
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static IEnumerable<Example> Answered(Example example) => example switch
    {
        PreferenceExample pair =>
        [
            new ConversationExample($"{pair.Place}, chosen", [.. pair.Prompt, pair.Chosen], []),
            new ConversationExample($"{pair.Place}, rejected", [.. pair.Prompt, pair.Rejected], []),
        ],
        PromptExample prompt => prompt.ToConversation() is { } conversation ? [conversation] : [],
        _ => [example],
    };

    private static string Turns(PromptExample prompt) =>
        $"── {prompt.Place}\n{string.Join('\n', prompt.Prompt.Select(turn => $"{turn.Role}: {turn.Content}"))}\n";

    /// <summary>A colour ends at the end of a line, so that pagers show each line alike.</summary>
    private string Marked(string run, bool learned)
    {
        if (!colors) return learned ? $"⟦{run}⟧" : run;
        var color = learned ? Green : Dim;
        return color + run.Replace("\n", $"{Plain}\n{color}", StringComparison.Ordinal) + Plain;
    }
}
