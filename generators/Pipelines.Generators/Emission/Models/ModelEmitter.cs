using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>Emits a model's class: a trunk of blocks and a head over it, and the sizes that may change without a rebuild.</summary>
internal static class ModelEmitter
{
    /// <summary>The text of the file.</summary>
    public static string Emit(ModelUnit unit)
    {
        var model = new ModelView(unit);
        var source = new SourceWriter();
        string[] usings = ["Pipelines.Modules", "Pipelines.Spec", "TorchSharp", "static TorchSharp.torch"];
        SourceHeader.Write(
            source,
            $"The model {unit.Model.Name} of {unit.Origin}: its structure is the file's. Its sizes are Options, the file's by default.",
            unit.Namespace,
            model.Uniform ? usings : ["System.Collections.Generic", .. usings]);
        ModelSummary.Write(source, model);
        var kind = model.Architecture.Bidirectional ? "Encoder" : "Decoder";
        source.Braces($"{unit.Accessibility} sealed partial class {unit.ClassName} : {kind}", body =>
        {
            Head(body, model);
            TrunkEmitter.Emit(body.Blank(), model);
            foreach (var block in model.Classes) BlockEmitter.Emit(body.Blank(), model, block);
            OptionsEmitter.Emit(body.Blank(), model);
        });
        return source.ToString();
    }

    private static void Head(SourceWriter source, ModelView model)
    {
        var (names, dim, className) = (model.Names, model.Architecture.Dim, model.Unit.ClassName);
        var bert = names.Form == BlockForm.Bert;
        var children = Children(model).ToArray();
        Child.Fields(source, children);
        var softcap = model.Architecture.LogitSoftcap is null ? "" : ", options.LogitSoftcap";
        source.Write($"""

            /// <summary>Makes the model with fresh weights.</summary>
            /// <param name="options">its sizes</param>
            /// <param name="device">where its parameters live; the CPU when null</param>
            public {className}(Options options, Device? device = null)
                : base(nameof({className}), new DecoderShape(options.Vocab, options.Context, options.Dim, options.Layers){softcap})
            """);
        source.Braces(body =>
        {
            Child.Registrations(body, children);
            body.Write("Initialize(options.InitStd);");
        });
        var tokens = $"{names.Trunk}.{(bert ? "embeddings." : "")}{names.Tokens}.weight";
        var (weight, title) = model.Architecture.TiedEmbeddings
            ? (tokens, "The head, tied to the embedding")
            : ($"{CheckpointNames.Head}.weight", "The head");
        source.Write($"""

            /// <summary>{title}: [{model.Vocab}, {dim}].</summary>
            public override Tensor HeadWeight => {weight};
            """);
        if (bert)
        {
            source.Write($"""

                /// <summary>What is added to the logits: [{model.Vocab}].</summary>
                public override Tensor HeadBias => {BertEmitter.Head}.predictions.bias;

                /// <inheritdoc/>
                protected override Tensor head(Tensor h) => {BertEmitter.Head}.call(h);
                """);
        }
        source.Write($"""

            /// <inheritdoc/>
            protected override Tensor trunk(Tensor ids, Pass pass) => {names.Trunk}.call(ids, pass);
            """);
    }

    private static IEnumerable<Child> Children(ModelView model)
    {
        var (names, architecture) = (model.Names, model.Architecture);
        var several = architecture.Positions is LearnedPositions || architecture.TokenTypes > 0;
        var parts = $"{(several ? "Embeddings" : "Embedding")}, {model.BlockCount}{(architecture.FinalNorm is null ? "" : ", final norm")}";
        yield return new(
            names.Trunk, "Trunk", "options, device", $"{parts}: {DocText.Parameters(model.ParametersOf(names.Trunk))}.");
        if (names.Form == BlockForm.Bert) yield return BertEmitter.HeadChild(model);
        else if (!architecture.TiedEmbeddings)
        {
            var shape = $"[{model.Vocab}, {architecture.Dim}]: {DocText.Parameters(model.ParametersOf(CheckpointNames.Head))}.";
            yield return new(CheckpointNames.Head, "Linear", "options.Dim, options.Vocab, device: device", shape);
        }
    }
}
