using Pipelines.Data;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Runtime.Stages;

/// <summary><c>kind: bpe</c>: learns a byte-level BPE tokenizer from the documents of a source that are not held out.</summary>
public sealed class BpeStage : Stage<TokenizerArtifact>
{
    private const int MeasuredDocuments = 500;

    /// <summary>Adds the stage to <paramref name="pipeline"/>.</summary>
    public BpeStage(Pipeline pipeline, string name) : base(pipeline, name)
    {
    }

    /// <inheritdoc/>
    public override string Kind => "bpe";

    internal override int Version => 1;

    internal override bool UsesTensors => false;

    internal override Stage Tokenizer => this;

    internal override IReadOnlyList<string> Data(PipelineSpec spec) => [SpecIn<BpeSpec>(spec).Data];

    internal override void Describe(Settings settings, PipelineSpec spec)
    {
        var bpe = SpecIn<BpeSpec>(spec);
        settings.Add("vocab", bpe.Vocab);
        settings.Add("split", bpe.Split);
        settings.Add("special_tokens", bpe.SpecialTokens);
    }

    internal override StageCost Cost(PipelineSpec spec, Costing costing) => new($"{SpecIn<BpeSpec>(spec).Vocab:N0} tokens");

    internal override TokenizerArtifact Open(string folder, StageArtifacts artifacts) => new(folder);

    internal override string Run(StageContext context)
    {
        var spec = SpecIn<BpeSpec>(context.Spec);
        var source = context.Documents(spec.Data);
        var options = new BpeTrainerOptions
        {
            VocabSize = spec.Vocab,
            Splitter = spec.Split switch { SplitPattern.Gpt2 => Splitter.Gpt2, SplitPattern.Qwen2 => Splitter.Qwen2, _ => Splitter.Llama3 },
            SpecialTokens = spec.SpecialTokens,
        };
        var texts = source.Documents().Where(document => !source.IsValidation(document)).Select(document => document.Text);
        var learned = default(BpeTrainingProgress);
        var tokenizer = BpeTrainer.Train(texts, options, new Listener<BpeTrainingProgress>(told =>
        {
            learned = told;
            Report(context, told);
        }), context.Cancellation);
        tokenizer.Save(Path.Combine(context.Output, TokenizerArtifact.FileName));

        var bytesPerToken = BytesPerToken(tokenizer, source);
        context.Run.LogMetric("tokenizer/bytes_per_token", bytesPerToken);
        context.Run.LogMetric("tokenizer/tokens", tokenizer.VocabSize);
        context.Run.LogMetric("tokenizer/text_bytes", learned.Bytes);
        return $"{tokenizer.VocabSize:N0} tokens from {Quantity.Bytes(learned.Bytes)} of text, {bytesPerToken:0.00} bytes a token";
    }

    private static void Report(StageContext context, BpeTrainingProgress told)
    {
        if (told.Tokens == 0) context.Progress.Report(0, $"{told.Documents:N0} documents", Quantity.Bytes(told.Bytes));
        else context.Progress.Report((double)told.Tokens / told.VocabSize, $"{told.Tokens:N0} of {told.VocabSize:N0} tokens");
    }

    /// <summary>Measured on documents that it did not learn from, where there are any.</summary>
    private static double BytesPerToken(Tokenizer tokenizer, DocumentSource source)
    {
        var held = source.Documents().Where(source.IsValidation).Take(MeasuredDocuments).ToArray();
        if (held.Length == 0) held = source.Documents().Take(MeasuredDocuments).ToArray();
        var bytes = held.Sum(document => (long)System.Text.Encoding.UTF8.GetByteCount(document.Text));
        return (double)bytes / held.Sum(document => (long)tokenizer.CountTokens(document.Text));
    }
}
