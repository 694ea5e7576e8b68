namespace Pipelines.Generators.Emission.Models;

/// <summary>Emits a pre-norm residual block: norm, mixer, norm, feed-forward, every intermediate freed after its last use.</summary>
internal static class BlockEmitter
{
    /// <summary>What the trunk passes to a block's constructor.</summary>
    public static string Arguments(ModelView model) => model.Rope is null ? "o, device" : "o, rotary_emb, device";

    /// <summary>Writes the nested class <c>Block</c>.</summary>
    public static void Emit(SourceWriter source, ModelView model)
    {
        var dim = model.Architecture.Dim;
        var (mixer, feedForward) = (model.Names.Mixer(model.Block.Mixer), model.Names.FeedForward(model.Block.FeedForward));
        var (mixerNorm, feedForwardNorm) = (model.BlockNorms.BeforeMixer!, model.BlockNorms.BeforeFeedForward!);
        Child[] children =
        [
            Norms.Of(model.Block.Norm, mixerNorm, dim, model.ParametersOf(model.InBlock(mixerNorm))),
            model.Mixer.As(mixer, model.ParametersOf(model.InBlock(mixer))),
            Norms.Of(model.Block.Norm, feedForwardNorm, dim, model.ParametersOf(model.InBlock(feedForwardNorm))),
            model.FeedForward.As(feedForward, model.ParametersOf(model.InBlock(feedForward))),
        ];
        var parameters = DocText.Parameters(model.ParametersOf($"{model.Names.Trunk}.{model.Names.Layers}.0"));
        source.Write($"/// <summary>Pre-norm block: {model.Mixer.Words}, {model.FeedForward.Words}. {parameters}.</summary>");
        source.Braces("public sealed class Block : SequenceLayer", body =>
        {
            Child.Fields(body, children);
            body.Write($"""

                internal Block(Options o, {(model.Rope is null ? "" : "RotaryEmbedding rope, ")}Device? device)
                    : base(nameof(Block))
                """);
            body.Braces(constructor => Child.Registrations(constructor, children));
            body.Write($"""

                /// <param name="x">the residual stream, [batch, time, {dim}]</param>
                /// <param name="pass">what came before, and the compute type</param>
                /// <returns>the residual stream after this block, [batch, time, {dim}]</returns>
                """);
            body.Braces("public override Tensor forward(Tensor x, Pass pass)", forward => forward.Statements(
                ($"var h = {mixerNorm}.call(x);", $"[batch, time, {dim}]"),
                ($"var a = {mixer}.call(h, pass).Freeing(h);", $"[batch, time, {dim}]"),
                ($"var (r, n) = {feedForwardNorm}.add(x, a).Freeing(a);", "x + a, and its norm"),
                ($"var m = {feedForward}.call(n).Freeing(n);", $"[batch, time, {dim}]"),
                ("return (r + m).Freeing(r, m);", $"[batch, time, {dim}]")));
        });
    }
}
