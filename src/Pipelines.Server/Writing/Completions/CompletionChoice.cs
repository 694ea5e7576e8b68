using Pipelines.Serving;
using Pipelines.Tokenizers;

namespace Pipelines.Server;

/// <summary>One continuation while it is written.</summary>
/// <param name="tokenizer">the model's</param>
/// <param name="ends">tokens that end it and are no part of it</param>
/// <param name="echo">the prompt's text where it comes before the continuation; else null</param>
/// <param name="place">where the continuation stands</param>
internal sealed class CompletionChoice(Tokenizer tokenizer, IReadOnlySet<int> ends, string? echo, TextPlace place)
{
    private readonly StreamDecoder offsets = new(tokenizer, place: echo is null ? place : TextPlace.Start);
    private int decoded;

    /// <summary>Its text since it was taken last.</summary>
    public string Text { get; private set; } = echo ?? "";

    /// <summary>Its tokens since they were taken last, each with the place in the text where it begins.</summary>
    public List<(WrittenToken Token, int Offset)> Tokens { get; } = [];

    /// <summary>Why it ended; null while it goes on.</summary>
    public string? FinishReason { get; private set; }

    /// <summary>Something happened to it.</summary>
    public void Take(GenerationEvent happened)
    {
        switch (happened)
        {
            case PromptScored scored:
                Add(scored.Tokens);
                break;
            case TextWritten written:
                if (decoded == 0) decoded = echo?.Length ?? 0;
                Text += written.Text;
                Add(written.Tokens.Where(token => !ends.Contains(token.Id)));
                break;
            case ChoiceEnded ended:
                FinishReason = FinishReasons.WordOf(ended.Reason);
                break;
        }
    }

    /// <summary>What was there has been given out.</summary>
    public void Clear()
    {
        Text = "";
        Tokens.Clear();
    }

    private void Add(IEnumerable<WrittenToken> tokens)
    {
        foreach (var token in tokens)
        {
            Tokens.Add((token, decoded));
            decoded += offsets.Append(token.Id).Length;
        }
    }
}
