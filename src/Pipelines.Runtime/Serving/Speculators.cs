using Pipelines.Serving;
using Pipelines.Spec;

namespace Pipelines.Runtime.Serving;

/// <summary>What proposes tokens to a served model.</summary>
internal static class Speculators
{
    /// <summary>What the settings name; null where they name nothing.</summary>
    /// <param name="settings">of the server</param>
    /// <param name="draft">the smaller model, where the settings name one; stays its owner's</param>
    /// <exception cref="ArgumentException">there is no draft model, or a quarter of the cache is too small for it</exception>
    public static ISpeculator? Of(ServeSpec settings, HostedDraft? draft) => settings.Speculation switch
    {
        null => null,
        NgramSpeculationSpec ngram => new NGramSpeculator(ngram.Tokens, ngram.Match, Math.Min(2, ngram.Match)),
        DraftSpeculationSpec smaller when draft is not null => new DraftSpeculator(
            PagedDecoders.Of(draft.Spec, draft.Model, settings.Threads), smaller.Tokens, settings.Cache / 4, settings.Sequences),
        DraftSpeculationSpec smaller => throw new ArgumentException(
            $"its tokens are to be proposed by the model of '{smaller.Stage}', which is a stage of a pipeline; here there is 'ngram'"),
        var other => throw new NotSupportedException($"nothing proposes tokens as {other.GetType().Name}"),
    };
}
