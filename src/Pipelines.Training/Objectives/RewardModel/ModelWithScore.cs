using Pipelines.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// What a reward model trains and keeps, under the names that Hugging Face's <c>…ForSequenceClassification</c> with one label has: the
/// trunk's own, and <c>score.weight</c>. The head over the vocabulary is no part of it, unless it is the embedding. The parts stay the
/// caller's: it is not to be disposed.
/// </summary>
public sealed class ModelWithScore : nn.Module
{
    private const string VocabularyHead = "lm_head.";

    private readonly nn.Module body;
    private readonly ScalarHead head;

    /// <param name="body">the model, or the adapter beside it</param>
    /// <param name="head">makes a score of what the model has read</param>
    public ModelWithScore(nn.Module body, ScalarHead head)
        : base(nameof(ModelWithScore))
    {
        (this.body, this.head) = (body, head);
        this.Register("body", body);
        this.Register("head", head);
    }

    /// <inheritdoc/>
    public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
        body.named_parameters(recurse).Concat(head.named_parameters(recurse)).Where(named => IsPart(named.name));

    /// <inheritdoc/>
    public override Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
    {
        var whole = body.state_dict(prefix: prefix).Concat(head.state_dict(prefix: prefix)).Where(entry => IsPart(entry.Key));
        destination ??= [];
        foreach (var (name, tensor) in whole) destination[name] = tensor;
        return destination;
    }

    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }

    private static bool IsPart(string name) => !name.StartsWith(VocabularyHead, StringComparison.Ordinal);
}
