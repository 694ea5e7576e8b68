using System.Numerics;

namespace Pipelines.Spec;

/// <summary>
/// What a model and its training cost, counted from <see cref="ShapeInference"/>: parameters exactly, operations of matrix products and
/// attention, and bytes.
/// </summary>
public static class CostModel
{
    private const int Float32 = sizeof(float);
    private const int BFloat16 = 2;

    /// <summary>Bytes of logits that the fused head holds at a time.</summary>
    private const long HeadTile = 16 << 20;

    /// <summary>Parameters, operations and cache of <paramref name="model"/> with <paramref name="vocab"/> tokens.</summary>
    public static ModelCost Of(ModelSpec model, int vocab)
    {
        var context = model.Architecture.Context;
        var nodes = ShapeInference.Of(model, vocab);
        return new(
            nodes.Sum(node => node.Parameters),
            nodes.Sum(node => node.Parameters - node.Idle),
            nodes.Sum(node => Flops(node, context)),
            nodes.Sum(node => node.Cached) * BFloat16,
            nodes.Sum(node => node.StateBytes),
            new(nodes.Select(node => new NodeCost(
                node.Name, node.Input.ToString(), node.Output.ToString(), node.Input.Type, node.Output.Type,
                node.Parameters, Flops(node, context)))));
    }

    /// <summary>Bytes and operations of pretraining <paramref name="model"/> as <paramref name="stage"/> says, at windows of the whole context.</summary>
    public static TrainingCost Training(ModelSpec model, int vocab, PretrainSpec stage) =>
        Training(model, vocab, stage.Training, model.Architecture.Context, stage.Tokens);

    /// <summary>
    /// Bytes and operations of training <paramref name="model"/>. Activations are what the modules keep a token
    /// (<see cref="ModelNode.Saved"/>): with d the width, q and k those of all query and of all key heads, and f the inner one, a Llama
    /// block keeps 4·d + 2·q + 2·k + 3·f numbers, a GPT-2 block 4·d + 2·q + 2·k + 2·f, norm and head 3·d; no logits and no T×T matrix. To
    /// these come the gradients that are alive at once, 2·d + 3·f a token of the widest block, the head's own gradient, and its tile of
    /// logits. With recomputation a block without experts keeps its input alone, d, and the largest of them all of it for a while. With an
    /// adapter, gradients and optimizer are of its parameters alone. <see cref="Precision.Auto"/> counts as float32, whose activations take
    /// more: say which one it is for the exact figure.
    /// </summary>
    /// <param name="model">the model</param>
    /// <param name="vocab">tokens of its vocabulary</param>
    /// <param name="training">how it is trained; its batch is of rows</param>
    /// <param name="window">tokens of a row</param>
    /// <param name="tokens">tokens of the whole run</param>
    /// <param name="adapter">what is trained instead of the weights; null for the weights themselves</param>
    public static TrainingCost Training(
        ModelSpec model, int vocab, TrainingSpec training, int window, long tokens, AdapterSpec? adapter = null)
    {
        var architecture = model.Architecture;
        var nodes = ShapeInference.Of(model, vocab);
        var beside = adapter is null ? null : new AdapterCost(nodes, adapter);
        var parameters = nodes.Sum(node => node.Parameters);
        var trained = beside?.Parameters ?? parameters;
        var half = training.Precision == Precision.BFloat16;
        var number = half ? BFloat16 : Float32;
        long Kept(ModelNode node) => node.Saved * number + node.SavedBytes + (beside?.Kept(node, number) ?? 0);

        // The product of what a file may say passes 64 bits.
        var rows = (BigInteger)training.Batch * window;
        var saved = training.Recompute ? RecomputedBytes(nodes, architecture, number, Kept) : nodes.Sum(Kept);
        var alive = (2L * architecture.Dim + 3L * architecture.Blocks.Max(block => Width(block.FeedForward))) * number;
        var head = (beside is null ? (long)vocab * architecture.Dim * Float32 : 0) + BigInteger.Min(rows * vocab * number, HeadTile);

        var whole = parameters - (beside?.Quantized ?? 0);
        var forward = nodes.Sum(node => node.LinearFlops + (long)(node.ContextFlops * (decimal)Seen(node, window)));
        // Forward, the gradients of activations, and those of weights; and forward once more.
        var passes = (beside is null ? 3 : 2) + (training.Recompute ? 1 : 0);
        return new(
            whole * (half ? Float32 + 2 * BFloat16 : Float32) + (beside?.Bytes ?? 0),
            trained * Float32,
            (long)(trained * (decimal)training.Optimizer.StateBytes),
            Whole(rows * (saved + alive) + head),
            Whole(passes * (BigInteger)forward * tokens));
    }

    /// <summary>
    /// Bytes a token that are kept when blocks compute their activations again: their inputs, what blocks with experts keep, what lies
    /// outside of blocks, and the block that is gone back through.
    /// </summary>
    private static long RecomputedBytes(
        IEnumerable<ModelNode> nodes, Architecture architecture, int number, Func<ModelNode, long> kept)
    {
        var blocks = nodes.ToLookup(node => node.Block ?? -1);
        var (held, again, index) = (blocks[-1].Sum(kept), 0L, 0);
        foreach (var block in architecture.Blocks)
        {
            var whole = blocks[index++].Sum(kept);
            held += block.FeedForward is MoeSpec ? whole : (long)architecture.Dim * number;
            if (block.FeedForward is not MoeSpec) again = Math.Max(again, whole);
        }
        return held + again;
    }

    /// <summary>The number, or the largest there is: more than any machine has.</summary>
    private static long Whole(BigInteger value) => value < long.MaxValue ? (long)value : long.MaxValue;

    private static long Flops(ModelNode node, int context) =>
        node.LinearFlops + node.ContextFlops * Math.Min(context, node.Reach ?? context);

    /// <summary>
    /// Tokens that one looks at in the mean over a window of the whole context: causally (context + 1) / 2 of them, and with a reach r
    /// the first r tokens (r + 1) / 2 and the others r.
    /// </summary>
    private static double Seen(ModelNode node, int context)
    {
        double reach = Math.Min(context, node.Reach ?? context);
        return node.Ahead ? reach : (reach * (reach + 1) / 2 + (context - reach) * reach) / context;
    }

    /// <summary>The inner numbers of one token: of all the experts that it goes to.</summary>
    private static long Width(FeedForwardSpec feedForward) => feedForward is MoeSpec moe
        ? (long)moe.TopK * moe.Hidden + moe.SharedHidden
        : feedForward.Hidden;
}
