using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Stages.Quantization;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;

namespace Pipelines.Runtime.Stages;

/// <summary>
/// <c>kind: quantize</c>: writes a checkpoint's model in fewer bits, a file or folder for each type, and measures each against the model
/// that it was.
/// </summary>
/// <typeparam name="TModel">the model's class</typeparam>
public sealed class QuantizeStage<TModel> : Stage<QuantizedModel<TModel>> where TModel : LanguageModel
{
    private readonly Stage<Checkpoint<TModel>> from;

    /// <summary>Adds the stage to <paramref name="pipeline"/>.</summary>
    public QuantizeStage(Pipeline pipeline, string name, Stage<Checkpoint<TModel>> from) : base(pipeline, name, from) => this.from = from;

    /// <inheritdoc/>
    public override string Kind => "quantize";

    internal override int Version => 1;

    internal override ModelHandle? Model => from.Model;

    internal override Stage? Tokenizer => from.Tokenizer;

    internal override IReadOnlyList<string> Data(PipelineSpec spec) =>
        [.. new[] { Measured(spec), SpecIn<QuantizeSpec>(spec).Calibration?.Data }.OfType<string>().Distinct()];

    internal override void Describe(Settings settings, PipelineSpec spec)
    {
        var quantize = SpecIn<QuantizeSpec>(spec);
        settings.Add("types", quantize.Types.Select(type => type.Word()));
        settings.Add("tokens", quantize.Tokens);
        settings.Add("calibration.tokens", quantize.Calibration?.Tokens);
        if (!quantize.Types.Contains(QuantizationType.Gptq)) return;
        settings.Add("gptq.group", quantize.Gptq.Group);
        settings.Add("gptq.act_order", quantize.Gptq.ActOrder);
        settings.Add("gptq.damping", quantize.Gptq.Damping);
    }

    internal override StageCost Cost(PipelineSpec spec, Costing costing)
    {
        var model = Model!.Spec(spec);
        var types = SpecIn<QuantizeSpec>(spec).Types.Select(type => type.Word());
        return new($"{Quantity.Count(CostModel.Of(model, model.Vocab.Size).Parameters)} as {string.Join(", ", types)}");
    }

    internal override QuantizedModel<TModel> Open(string folder, StageArtifacts artifacts) =>
        In(folder, artifacts.Open(from), artifacts.Spec);

    internal override string? Show(string folder) => new Report(folder).Markdown;

    internal override string Run(StageContext context)
    {
        var checkpoint = context.Open(from);
        checkpoint.TextFiles.Write(context.Output);
        using var run = new QuantizationRun<TModel>(
            context, SpecIn<QuantizeSpec>(context.Spec), In(context.Output, checkpoint, context.Spec), checkpoint, Tokenizer!);
        var found = Make(run, Measured(context.Spec)!);
        QuantizationReport.Write(context.Output, found);
        QuantizationReport.Log(context.Run, found);
        return found.Headline;
    }

    private QuantizationTable Make(QuantizationRun<TModel> run, string data)
    {
        try
        {
            return run.Make(data);
        }
        catch (Exception refused) when (refused is NotSupportedException or InvalidOperationException)
        {
            throw new PipelineException($"the checkpoint of stage '{from.Name}' cannot be quantized so: {refused.Message}", refused);
        }
    }

    private QuantizedModel<TModel> In(string folder, Checkpoint<TModel> checkpoint, PipelineSpec spec) =>
        new(folder, checkpoint, Model!.Spec(spec), SpecIn<QuantizeSpec>(spec).Types);

    /// <summary>The source on which models are measured: the settings' own, or the one that the checkpoint was pretrained on.</summary>
    private string? Measured(PipelineSpec spec) =>
        SpecIn<QuantizeSpec>(spec).Data ?? (StageSpec.Begin(from.Name, spec.Stages) as PretrainSpec)?.Data;
}
