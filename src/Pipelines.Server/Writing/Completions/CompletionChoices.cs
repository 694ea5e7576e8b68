using Pipelines.Serving;

namespace Pipelines.Server;

/// <summary>The continuations of all prompts of a request.</summary>
/// <param name="all">the continuations, those of one prompt side by side</param>
/// <param name="each">how many continuations a prompt has</param>
internal sealed class CompletionChoices(IReadOnlyList<CompletionChoice> all, int each)
{
    /// <summary>The continuations.</summary>
    public IReadOnlyList<CompletionChoice> All => all;

    /// <summary>Tokens so far.</summary>
    public UsageCount Usage { get; } = new(each);

    /// <summary>Something happened; what is told of a prompt is told of each of its continuations.</summary>
    public void Take(GenerationEvent happened)
    {
        if (happened is ChoiceEnded ended) Usage.Take(ended);
        var count = happened is PromptScored ? each : 1;
        for (var i = 0; i < count; i++) all[happened.Choice + i].Take(happened);
    }
}
