using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>Emits a class of blocks: norms, mixer and feed-forward as its family's checkpoints put them together.</summary>
internal static class BlockEmitter
{
    /// <summary>Writes the nested class of <paramref name="block"/>, and of all that share its code.</summary>
    public static void Emit(SourceWriter source, ModelView model, BlockView block)
    {
        var dim = model.Architecture.Dim;
        var bert = model.Names.Form == BlockForm.Bert;
        Child[] children = bert ? BertEmitter.BlockChildren(model, block) : [.. Children(model, block)];
        var parameters = DocText.Parameters(model.ParametersOf(model.Block(block)));
        source.Write($"/// <summary>{Kind(block.Spec)} block: {block.Words}. {parameters}.</summary>");
        source.Braces($"public sealed class {block.ClassName} : SequenceLayer", body =>
        {
            Child.Fields(body, children);
            body.Write($"""

                internal {block.ClassName}({block.Parameters})
                    : base(nameof({block.ClassName}))
                """);
            body.Braces(constructor => Child.Registrations(constructor, children));
            body.Write($"""

                /// <param name="x">the residual stream, [batch, time, {dim}]</param>
                /// <param name="pass">what came before, and the compute type</param>
                /// <returns>the residual stream after this block, [batch, time, {dim}]</returns>
                """);
            body.Braces("public override Tensor forward(Tensor x, Pass pass)", forward =>
                forward.Statements(bert ? BertEmitter.BlockForward(block, dim) : BlockForward.Of(block, model.Names, dim, model.Architecture.ResidualMultiplier != 1)));
            if (block.HasSizes) SizesEmitter.Emit(body.Blank(), block);
        });
    }

    private static IEnumerable<Child> Children(ModelView model, BlockView block)
    {
        var (names, spec) = (model.Names, block.Spec);
        var norms = names.Norms(spec);
        var (mixer, feedForward) = (names.Mixer(spec.Mixer), names.FeedForward(spec.FeedForward));
        if (norms.BeforeMixer is { } before) yield return Norm(before);
        if (block.Mixer is not null) yield return block.Mixer.As(mixer, Parameters(mixer));
        if (norms.AfterMixer is { } after) yield return Norm(after);
        if (norms.BeforeFeedForward is { } beforeFeedForward) yield return Norm(beforeFeedForward);
        if (block.FeedForward is not null) yield return block.FeedForward.As(feedForward, Parameters(feedForward));
        if (norms.AfterFeedForward is { } afterFeedForward) yield return Norm(afterFeedForward);
        if (model.Architecture.ResidualMultiplier != 1)
        {
            yield return new(
                BlockForward.Multiplier, "Multiplier", "o.ResidualMultiplier", "The factor of what is added to the residual stream.");
        }

        Child Norm(string name) => Norms.Of(spec.Norm, name, block.NormEps, model.Architecture.Dim, Parameters(name));
        long Parameters(string name) => model.ParametersOf($"{model.Block(block)}.{name}");
    }

    private static string Kind(BlockSpec block) => (block.Placement, block.Residual) switch
    {
        (NormPlacement.Pre, ResidualKind.Sequential) => "Pre-norm",
        (NormPlacement.Pre, _) => "Parallel pre-norm",
        (NormPlacement.Post, _) => "Post-norm",
        (NormPlacement.Output, _) => "Output-norm",
        _ => "Sandwich-norm",
    };
}
