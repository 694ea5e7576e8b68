using Pipelines.Data;
using Pipelines.Modules;
using Pipelines.Training;

namespace Pipelines.Runtime.Stages;

/// <summary>The pairs that a stage learns from, and those held out.</summary>
/// <param name="Train">to learn from, one at least</param>
/// <param name="Held">held out; may be none</param>
/// <param name="MaxTokens">most tokens of a conversation</param>
internal sealed record PairedExamples(IReadOnlyList<EncodedPair> Train, IReadOnlyList<EncodedPair> Held, int MaxTokens)
{
    /// <summary>Encodes the preferences of the stage's sources, and says what became of them.</summary>
    /// <param name="tuning">the stage's</param>
    /// <param name="maxTokens">most tokens of a conversation; null for the model's context</param>
    /// <exception cref="PipelineException">there is no pair, or none that can be used</exception>
    public static PairedExamples Of<TModel>(FineTuning<TModel> tuning, int? maxTokens) where TModel : Decoder
    {
        var context = tuning.Model.Shape.Context;
        var most = Math.Min(maxTokens ?? context, context);
        var (train, held) = (Encode(held: false), Encode(held: true));
        RejectedRow[] rejected = [.. tuning.Sources.SelectMany(source => source.Rejected)];
        tuning.Context.Progress.Note(
            train.Summary
            + (held.Pairs.Count == 0 ? "" : $"; held out {held.Summary}")
            + (rejected.Length == 0 ? "" : $"; {rejected.Length:N0} rows rejected, such as {rejected[0]}"));
        if (train.Pairs.Count == 0)
            throw new PipelineException($"data {Names(tuning)}: there is no pair to learn from: {train.Summary}");
        return new PairedExamples(train.Pairs, held.Pairs, most);

        PairEncoding Encode(bool held)
        {
            var examples = tuning.Examples(held);
            PreferenceExample[] pairs = [.. examples.OfType<PreferenceExample>()];
            if (pairs.Length == 0 && examples.Count > 0)
                throw new PipelineException(
                    $"data {Names(tuning)} has no pairs of answers: this stage learns from examples with 'prompt', 'chosen' and 'rejected' "
                    + "('format: preference', or 'source: dotnet-docs-preferences')");
            return PairEncoding.Of(pairs, tuning.RequireChat(), most);
        }
    }

    /// <summary>The pairs, all of them changed in one go.</summary>
    /// <param name="change">gives as many pairs as it is given, in their order</param>
    public PairedExamples With(Func<IReadOnlyList<EncodedPair>, IReadOnlyList<EncodedPair>> change)
    {
        var changed = change([.. Train, .. Held]);
        return this with { Train = [.. changed.Take(Train.Count)], Held = [.. changed.Skip(Train.Count)] };
    }

    /// <summary>Looks at the held-out pairs by an objective; null where there are none.</summary>
    /// <param name="objective">what is measured</param>
    /// <param name="batch">most pairs at once</param>
    /// <param name="batches">most batches; 0 takes all</param>
    public Func<CancellationToken, Evaluation>? Evaluate(IObjective<PairBatch> objective, int batch, int batches)
    {
        if (Held.Count == 0) return null;
        var measured = new HeldOutBatches<PairBatch>(objective, new OrderedPairs(Held, batch));
        return cancellation => measured.Evaluate(batches, cancellation);
    }

    private static string Names<TModel>(FineTuning<TModel> tuning) where TModel : Decoder =>
        string.Join(", ", tuning.Sources.Select(source => $"'{source.Name}'"));
}
