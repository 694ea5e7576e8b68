namespace Pipelines.Generators.Emission.Models;

/// <summary>Emits the record of a model's sizes, and how they follow from a spec that may override the file's.</summary>
internal static class OptionsEmitter
{
    /// <summary>Writes the nested record <c>Options</c>.</summary>
    public static void Emit(SourceWriter source, ModelView model)
    {
        var options = Options(model).OrderBy(option => option.Type == "double").ToArray();
        var className = model.Unit.ClassName;
        source.Write($"""/// <summary>The sizes of <see cref="{className}"/>; each can be overridden without a rebuild.</summary>""");
        foreach (var option in options) source.Write($"""/// <param name="{option.Name}">{option.Summary}</param>""");
        source.Write("public sealed record Options(");
        source.Indented(parameters => parameters.List(options.Select(option => $"{option.Type} {option.Name} = {option.Default}"), ")"));
        source.Braces(body =>
        {
            body.Write("""
                /// <summary>The sizes that <paramref name="spec"/> gives, over a vocabulary of <paramref name="vocab"/> tokens.</summary>
                """);
            body.Braces("public static Options From(ModelSpec spec, int vocab)", from =>
            {
                from.Write("""
                    var architecture = spec.Architecture;
                    var block = architecture.Layers[0].Blocks[0];
                    """);
                if (model.Mixer.Local is { } mixer) from.Write(mixer);
                if (model.FeedForward.Local is { } feedForward) from.Write(feedForward);
                from.Write("return new Options(");
                from.Indented(arguments => arguments.List(options.Select(option => $"{option.Name}: {option.From}"), ");"));
            });
        });
    }

    private static IEnumerable<Option> Options(ModelView model)
    {
        var architecture = model.Architecture;
        return
        [
            Option.Size("Vocab", model.Vocab, "vocab", "tokens in the vocabulary"),
            Option.Size("Context", architecture.Context, "architecture.Context", "most tokens in one sequence"),
            Option.Size("Dim", architecture.Dim, "architecture.Dim", "width of the residual stream"),
            Option.Size("Layers", architecture.Depth, "architecture.Depth", "number of blocks"),
            .. model.Mixer.Options,
            .. model.FeedForward.Options,
            Option.Number("NormEps", model.Block.Norm.Eps, "block.Norm.Eps", "added under the root in every norm"),
            Option.Number(
                "Dropout", architecture.Dropout, "architecture.Dropout",
                "probability after the embedding and after each attention and feed-forward"),
            Option.Number("InitStd", architecture.InitStd, "architecture.InitStd", "standard deviation of fresh weights"),
        ];
    }
}
