using Pipelines.Formats.Safetensors;
using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>
/// BERT's head for checkpoints without one, as those are that only make vectors of texts (transformers' <c>BertModel</c>): its dense layer
/// is the identity, its norm has no effect beyond normalising, its bias is zero. Masked-token training can begin with it.
/// </summary>
internal static class FreshBertHead
{
    private const string Prefix = "cls.";

    /// <summary>Whether a parameter belongs to the head.</summary>
    public static bool Has(string parameter) => parameter.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Whether a file of a BERT lacks it.</summary>
    public static bool IsMissing(SafetensorsCheckpoint file) =>
        !file.Tensors.Any(tensor => tensor.Name.Contains("cls.predictions.", StringComparison.Ordinal));

    /// <summary>Writes it over whatever the head of <paramref name="model"/> holds.</summary>
    public static void Fill(LanguageModel model)
    {
        using var untracked = no_grad();
        foreach (var (name, parameter) in model.named_parameters().Where(parameter => Has(parameter.name)))
        {
            if (parameter.dim() == 2) nn.init.eye_(parameter);
            else if (name.EndsWith("LayerNorm.weight", StringComparison.Ordinal)) parameter.fill_(1);
            else parameter.zero_();
        }
    }
}
