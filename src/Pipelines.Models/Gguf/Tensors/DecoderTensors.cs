using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>The tensors of a decoder.</summary>
/// <param name="model">the model</param>
/// <param name="pairsNeighbours">whether queries and keys turn in pairs of neighbours</param>
internal sealed class DecoderTensors(ModelSpec model, bool pairsNeighbours)
{
    private readonly Architecture architecture = model.Architecture;
    private readonly CheckpointNames names = CheckpointNames.Of(model.Family);

    /// <summary>All of them: embeddings, blocks, head.</summary>
    public IEnumerable<TensorPlace> All()
    {
        yield return new("token_embd.weight", $"{names.Trunk}.{names.Tokens}.weight");
        if (architecture.Positions is LearnedPositions) yield return new("position_embd.weight", $"{names.Trunk}.{names.Positions}.weight");
        foreach (var name in RopeTensors.Of(architecture).Keys) yield return new(name, [], TensorForm.AsItIs);
        var layer = 0;
        foreach (var block in architecture.Blocks)
        {
            foreach (var place in Block(block, $"blk.{layer}.", $"{names.Trunk}.{names.Layers}.{layer}.")) yield return place;
            layer++;
        }
        if (architecture.FinalNorm is { } final)
            foreach (var place in Norm("output_norm", $"{names.Trunk}.{names.FinalNorm}", final)) yield return place;
        if (!architecture.TiedEmbeddings) yield return new("output.weight", $"{CheckpointNames.Head}.weight");
    }

    private IEnumerable<TensorPlace> Block(BlockSpec block, string file, string ours)
    {
        var norms = names.Norms(block);
        return
        [
            .. Norm($"{file}attn_norm", norms.BeforeMixer),
            .. MixerTensors.Of(block, file, $"{ours}{names.Mixer(block.Mixer)}.", names.Form, pairsNeighbours),
            .. Norm($"{file}post_attention_norm", norms.AfterMixer),
            .. Norm($"{file}{(model.Family == Family.GptOss ? "post_attention_norm" : "ffn_norm")}", norms.BeforeFeedForward),
            .. FeedForwardTensors.Of(block.FeedForward, file, $"{ours}{names.FeedForward(block.FeedForward)}.", names),
            .. Norm($"{file}post_ffw_norm", norms.AfterFeedForward),
        ];

        IEnumerable<TensorPlace> Norm(string name, string? field) =>
            field is null ? [] : DecoderTensors.Norm(name, $"{ours}{field}", block.Norm);
    }

    private static IEnumerable<TensorPlace> Norm(string file, string ours, NormSpec norm)
    {
        yield return new($"{file}.weight", [$"{ours}.weight"], norm.UnitOffset ? TensorForm.Whole : TensorForm.AsItIs);
        if (norm.Kind == NormKind.LayerNorm) yield return new($"{file}.bias", $"{ours}.bias");
    }
}
