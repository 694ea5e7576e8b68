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
        SourceHeader.Write(
            source,
            $"The model {unit.Model.Name} of {unit.Origin}: its structure is the file's. Its sizes are Options, the file's by default.",
            unit.Namespace,
            ["Pipelines.Modules", "Pipelines.Spec", "TorchSharp", "static TorchSharp.torch"]);
        Summary(source, model);
        source.Braces($"{unit.Accessibility} sealed partial class {unit.ClassName} : Decoder", body =>
        {
            Trunk(body, model);
            TrunkEmitter.Emit(body.Blank(), model);
            BlockEmitter.Emit(body.Blank(), model);
            OptionsEmitter.Emit(body.Blank(), model);
        });
        return source.ToString();
    }

    private static void Summary(SourceWriter source, ModelView model)
    {
        var architecture = model.Architecture;
        var head = architecture.TiedEmbeddings ? "head tied to the embedding" : "head of its own";
        var (parameters, flops, cache) = (DocText.Count(model.Parameters), DocText.Flops(model.Flops), DocText.Bytes(model.CacheBytes));
        source.Write($"""
            /// <summary>
            /// <b>{model.Unit.Model.Name}</b>: {model.Names.Title} family, {model.Blocks} of dim {architecture.Dim}, {head}.
            /// <para>{parameters} parameters · {flops} per token · KV cache {cache} per token (bf16).</para>
            /// <para>[batch, time] → [batch, time, {model.Vocab}], time ≤ {architecture.Context}.</para>
            /// </summary>
            """);
    }

    private static void Trunk(SourceWriter source, ModelView model)
    {
        var (names, dim) = (model.Names, model.Architecture.Dim);
        var embeddings = model.LearnsPositions ? "Embeddings" : "Embedding";
        var parameters = DocText.Parameters(model.ParametersOf(names.Trunk));
        var children = new List<Child>
        {
            new(names.Trunk, "Trunk", "options, device", $"{embeddings}, {model.Blocks}, final norm: {parameters}."),
        };
        var (weight, title) = ($"{names.Trunk}.{names.Tokens}.weight", "The head, tied to the embedding");
        if (!model.Architecture.TiedEmbeddings)
        {
            (weight, title) = ($"{CheckpointNames.Head}.weight", "The head");
            var shape = $"[{model.Vocab}, {dim}]: {DocText.Parameters(model.ParametersOf(CheckpointNames.Head))}.";
            children.Add(new(CheckpointNames.Head, "Linear", "options.Dim, options.Vocab, device: device", shape));
        }
        Child.Fields(source, children);
        source.Write($"""

            /// <summary>Makes the model with fresh weights.</summary>
            /// <param name="options">its sizes</param>
            /// <param name="device">where its parameters live; the CPU when null</param>
            public {model.Unit.ClassName}(Options options, Device? device = null)
                : base(nameof({model.Unit.ClassName}), new DecoderShape(options.Vocab, options.Context, options.Dim, options.Layers))
            """);
        source.Braces(body =>
        {
            Child.Registrations(body, children);
            body.Write("Initialize(options.InitStd);");
        });
        source.Write($"""

            /// <summary>{title}: [{model.Vocab}, {dim}].</summary>
            public override Tensor HeadWeight => {weight};

            /// <inheritdoc/>
            protected override Tensor trunk(Tensor ids, Pass pass) => {names.Trunk}.call(ids, pass);
            """);
    }
}
