namespace Pipelines.Generators.Emission.Models;

/// <summary>Emits everything below the head: embeddings, the list of blocks, the final norm.</summary>
internal static class TrunkEmitter
{
    /// <summary>Writes the nested class <c>Trunk</c>.</summary>
    public static void Emit(SourceWriter source, ModelView model)
    {
        var dim = model.Architecture.Dim;
        var children = Children(model).ToArray();
        source.Write($"/// <summary>[batch, time] → [batch, time, {dim}]: from tokens to what the head reads.</summary>");
        source.Braces("public sealed class Trunk : SequenceLayer", body =>
        {
            Child.Fields(body, children);
            body.Write("""

                internal Trunk(Options o, Device? device)
                    : base(nameof(Trunk))
                """);
            body.Braces(constructor => Child.Registrations(constructor, children));
            body.Write($"""

                /// <param name="ids">token ids, [batch, time], int64</param>
                /// <param name="pass">what came before, and the compute type</param>
                /// <returns>hidden states after the final norm, [batch, time, {dim}]</returns>
                """);
            body.Braces("public override Tensor forward(Tensor ids, Pass pass)", forward => forward.Statements(Forward(model)));
        });
    }

    private static IEnumerable<Child> Children(ModelView model)
    {
        var (names, architecture) = (model.Names, model.Architecture);
        var (dim, context) = (architecture.Dim, architecture.Context);
        yield return Embedding(names.Tokens, "Embedding", "o.Vocab", model.Vocab);
        if (model.LearnsPositions) yield return Embedding(names.Positions, "PositionEmbedding", "o.Context", context);
        yield return new("drop", "Dropout", "o.Dropout", "Drops channels of the embedding while training.");
        if (model.Rope is { } rope)
        {
            var channels = ((Spec.AttentionSpec)model.Block.Mixer).HeadDim;
            yield return new("rotary_emb", "RotaryEmbedding", "o.HeadDim, o.Context, o.RopeTheta",
                $"Rotary positions of {channels} channels, base {Literals.Number(rope.Theta)}.");
        }
        var each = model.ParametersOf($"{names.Trunk}.{names.Layers}.0");
        yield return new(names.Layers, "BlockList<Block>", $"o.Layers, () => new Block({BlockEmitter.Arguments(model)})",
            $"{model.Blocks} of {DocText.Parameters(each)}.");
        if (architecture.FinalNorm is { } norm)
            yield return Norms.Of(norm, names.FinalNorm, dim, model.ParametersOf(model.InTrunk(names.FinalNorm)));

        Child Embedding(string name, string type, string count, int rows) =>
            new(name, type, $"{count}, o.Dim, device", $"[{rows}, {dim}]: {DocText.Parameters(model.ParametersOf(model.InTrunk(name)))}.");
    }

    private static (string Code, string Comment)[] Forward(ModelView model)
    {
        var (names, shape) = (model.Names, $"[batch, time, {model.Architecture.Dim}]");
        (string, string)[] embed = model.LearnsPositions
            ?
            [
                ($"var e = {names.Tokens}.call(ids);", shape),
                ($"var x = {names.Positions}.call(e, pass).Freeing(e);", "e + its positions"),
                ("x = drop.call(pass.Cast(x));", shape),
            ]
            : [($"var x = drop.call(pass.Cast({names.Tokens}.call(ids)));", shape)];
        return
        [
            .. embed,
            ($"foreach (var layer in {names.Layers}) x = layer.call(x, pass).Freeing(x);", shape),
            ($"return {names.FinalNorm}.call(x).Freeing(x);", shape),
        ];
    }
}
