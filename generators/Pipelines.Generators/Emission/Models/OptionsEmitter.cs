using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>Emits the record of a model's sizes, and how they follow from a spec that may override the file's.</summary>
internal static class OptionsEmitter
{
    /// <summary>Writes the nested record <c>Options</c>.</summary>
    public static void Emit(SourceWriter source, ModelView model)
    {
        var options = InOrder(Options(model));
        var className = model.Unit.ClassName;
        source.Write($"""/// <summary>The sizes of <see cref="{className}"/>; each can be overridden without a rebuild.</summary>""");
        foreach (var option in options) source.Write(option.Documentation);
        source.Write("public sealed record Options(");
        source.Indented(parameters => parameters.List(options.Select(option => option.Parameter), ")"));
        source.Braces(body =>
        {
            if (!model.Uniform) BlockSizes(body, model);
            body.Write("""
                /// <summary>The sizes that <paramref name="spec"/> gives, over a vocabulary of <paramref name="vocab"/> tokens.</summary>
                """);
            body.Braces("public static Options From(ModelSpec spec, int vocab)", from =>
            {
                from.Write("var architecture = spec.Architecture;");
                if (model.Uniform)
                {
                    from.Write("var block = architecture.Layers[0].Blocks[0];");
                    foreach (var local in Locals(model.Blocks[0])) from.Write(local);
                }
                foreach (var rotary in model.Rotaries)
                    if (rotary.Local is { } local) from.Write(local);
                from.Write("return new Options(");
                var sized = model.Blocks.Where(block => block.HasSizes).ToArray();
                from.Indented(arguments => arguments.List(options.Select(option => option.Argument), sized.Length == 0 ? ");" : ")"));
                if (sized.Length == 0) return;
                from.Write("{");
                from.Indented(properties => properties.List(
                    sized.Select(block => $"{block.Property} = {block.ClassName}.Sizes.From({block.Path})"), ","));
                from.Write("};");
            });
        });
    }

    /// <summary>Whole numbers first, then the rest.</summary>
    public static IReadOnlyList<Option> InOrder(IEnumerable<Option> options) => options.OrderBy(option => option.Type != "int").ToList();

    /// <summary>The lines by which <c>From</c> gets at the settings of a block's parts.</summary>
    public static IEnumerable<string> Locals(BlockView block) =>
        new[] { block.Mixer?.Local, block.FeedForward?.Local }.Where(local => local is not null).Select(local => local!);

    /// <summary>A property for each distinct block, and how many blocks there are in all.</summary>
    private static void BlockSizes(SourceWriter body, ModelView model)
    {
        var groups = model.Architecture.Layers;
        var terms = groups.Select((group, index) =>
            group.Blocks.Count == 1 ? model.Repeat(index) : $"{group.Blocks.Count} * {model.Repeat(index)}");
        body.Write($"""
            /// <summary>Number of blocks.</summary>
            public int Layers => {string.Join(" + ", terms)};

            """);
        foreach (var block in model.Blocks.Where(block => block.HasSizes))
        {
            var shared = model.Classes.First(each => each.ClassName == block.ClassName);
            var own = block.Sizes.Where(size => shared.Sizes.Any(other => other.Name == size.Name && other.Default != size.Default));
            body.Write($$"""
                /// <summary>Of <see cref="{{block.ClassName}}"/>: {{block.Words}}.</summary>
                public {{block.ClassName}}.Sizes {{block.Property}} { get; init; } = new({{string.Join(
                    ", ", own.Select(size => $"{size.Name}: {size.Default}"))}});

                """);
        }
    }

    private static IEnumerable<Option> Options(ModelView model)
    {
        var architecture = model.Architecture;
        var norm = model.Uniform ? "block.Norm.Eps" : "architecture.Layers[0].Blocks[0].Norm.Eps";
        return
        [
            Option.Whole("Vocab", model.Vocab, "vocab", "tokens in the vocabulary"),
            Option.Whole("Context", architecture.Context, "architecture.Context", "most tokens in one sequence"),
            Option.Whole("Dim", architecture.Dim, "architecture.Dim", "width of the residual stream"),
            .. Counts(model),
            .. architecture.TokenTypes > 0
                ? [Option.Whole("TokenTypes", architecture.TokenTypes, "architecture.TokenTypes", "types of tokens")]
                : Array.Empty<Option>(),
            .. model.PartSizes,
            Option.Number("NormEps", model.First.Norm.Eps, norm, "added under the root in every norm"),
            .. OwnEps(model, architecture.FinalNorm, "FinalNorm", "the final norm"),
            .. OwnEps(model, architecture.EmbeddingNorm, "EmbeddingNorm", "the norm of the embeddings"),
            .. Factor("EmbeddingMultiplier", architecture.EmbeddingMultiplier, "factor of the embeddings"),
            .. Factor("ResidualMultiplier", architecture.ResidualMultiplier, "factor of what is added to the residual stream"),
            .. Factor("LogitsScaling", architecture.LogitsScaling, "what logits are divided by"),
            .. architecture.LogitSoftcap is { } softcap
                ? [Option.Number("LogitSoftcap", softcap, "architecture.LogitSoftcap!.Value", "c in c·tanh(logit / c)")]
                : Array.Empty<Option>(),
            Option.Number(
                "Dropout", architecture.Dropout, "architecture.Dropout",
                $"probability after the embedding and after each {Droppers(model)}"),
            Option.Number("InitStd", architecture.InitStd, "architecture.InitStd", "standard deviation of fresh weights"),
        ];
    }

    /// <summary>How many blocks there are; where they differ, how often each group stands.</summary>
    private static IEnumerable<Option> Counts(ModelView model)
    {
        var groups = model.Architecture.Layers;
        if (model.Uniform) return [Option.Whole("Layers", model.Architecture.Depth, "architecture.Depth", "number of blocks")];
        return groups.Select((group, index) => Option.Whole(
            model.Repeat(index), group.Repeat, $"architecture.Layers[{index}].Repeat",
            groups.Count == 1 ? "how often the pattern of blocks stands" : $"how often group {index + 1} of the blocks stands"));
    }

    private static IEnumerable<Option> Factor(string name, double value, string summary) =>
        value == 1 ? [] : [Option.Number(name, value, $"architecture.{name}", summary)];

    private static IEnumerable<Option> OwnEps(ModelView model, NormSpec? norm, string name, string summary) =>
        norm is null || norm.Eps == model.First.Norm.Eps
            ? []
            : [Option.Number($"{name}Eps", norm.Eps, $"architecture.{name}!.Eps", $"added under the root in {summary}")];

    private static string Droppers(ModelView model) =>
        model.Blocks.All(block => block.Spec.Mixer is AttentionSpec) ? "attention and feed-forward" : "mixer and feed-forward";
}
