using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>
/// BERT's head for files without one, as those are that only make vectors of texts (transformers' <c>BertModel</c>, GGUF's <c>bert</c>): its
/// dense layer is the identity, its norm has no effect beyond normalising, its bias is zero. Masked-token training can begin with it.
/// </summary>
internal static class FreshBertHead
{
    private const string Prefix = "cls.";

    /// <summary>Whether a parameter belongs to the head.</summary>
    public static bool Has(string parameter) => parameter.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>A parameter of the head, float32: a tensor of its own.</summary>
    /// <param name="parameter">its name</param>
    /// <param name="shape">its shape</param>
    public static Tensor Value(string parameter, IReadOnlyList<long> shape) =>
        shape.Count == 2 ? torch.eye(shape[0], shape[1])
        : parameter.EndsWith("LayerNorm.weight", StringComparison.Ordinal) ? torch.ones([.. shape])
        : torch.zeros([.. shape]);

    /// <summary>Writes it over whatever the head of <paramref name="model"/> holds.</summary>
    public static void Fill(LanguageModel model)
    {
        using var untracked = no_grad();
        foreach (var (name, parameter) in model.named_parameters().Where(parameter => Has(parameter.name)))
        {
            using var value = Value(name, parameter.shape);
            parameter.copy_(value);
        }
    }
}
