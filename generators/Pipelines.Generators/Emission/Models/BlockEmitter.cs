namespace Pipelines.Generators.Emission.Models;

/// <summary>Emits a pre-norm residual block: norm, mixer, norm, feed-forward, every intermediate freed after its last use.</summary>
internal static class BlockEmitter
{
    /// <summary>What the trunk passes to a block's constructor.</summary>
    public static string Arguments(ModelView model) => model.Rope is null ? "o, device" : "o, rotary_emb, device";

    /// <summary>Writes the nested class <c>Block</c>.</summary>
    public static void Emit(SourceWriter source, ModelView model)
    {
        var (names, dim) = (model.Names, model.Architecture.Dim);
        Child[] children =
        [
            Norms.Of(model.Block.Norm, names.MixerNorm, dim, model.ParametersOf(model.InBlock(names.MixerNorm))),
            model.Mixer.As(names.Mixer, model.ParametersOf(model.InBlock(names.Mixer))),
            Norms.Of(model.Block.Norm, names.FeedForwardNorm, dim, model.ParametersOf(model.InBlock(names.FeedForwardNorm))),
            model.FeedForward.As(names.FeedForward, model.ParametersOf(model.InBlock(names.FeedForward))),
        ];
        var parameters = DocText.Parameters(model.ParametersOf($"{names.Trunk}.{names.Layers}.0"));
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
                ($"var h = {names.MixerNorm}.call(x);", $"[batch, time, {dim}]"),
                ($"var a = {names.Mixer}.call(h, pass).Freeing(h);", $"[batch, time, {dim}]"),
                ($"var (r, n) = {names.FeedForwardNorm}.add(x, a).Freeing(a);", "x + a, and its norm"),
                ($"var m = {names.FeedForward}.call(n).Freeing(n);", $"[batch, time, {dim}]"),
                ("return (r + m).Freeing(r, m);", $"[batch, time, {dim}]")));
        });
    }
}
