using Pipelines.Modules;
using Pipelines.Spec;
using static TorchSharp.torch;

namespace Pipelines.Cpu;

/// <summary>A decoder taken apart: what its specification names, with the weights of a model.</summary>
internal sealed class DecoderParts : IDisposable
{
    private readonly Parameters parameters;
    private readonly Rotaries rotaries;

    /// <param name="spec">what it is</param>
    /// <param name="model">has the weights</param>
    /// <param name="blockTokens">tokens of a block</param>
    /// <exception cref="NotSupportedException">a part does not run here</exception>
    public DecoderParts(ModelSpec spec, LanguageModel model, int blockTokens)
    {
        using var untracked = no_grad();
        var (architecture, names) = (spec.Architecture, CheckpointNames.Of(spec.Family));
        parameters = new Parameters(model);
        rotaries = new Rotaries(architecture.Context);
        var site = new PartSite(names, parameters, rotaries, architecture.Dim, blockTokens);
        var trunk = names.Trunk;
        Input = new TokenInput(
            parameters.Matrix($"{trunk}.{names.Tokens}"),
            (float)architecture.EmbeddingScale,
            architecture.Positions switch
            {
                LearnedPositions => parameters.Vector($"{trunk}.{names.Positions}.weight"),
                SinusoidalPositions => Sinusoids.Table(architecture.Context, architecture.Dim),
                _ => null,
            },
            architecture.EmbeddingNorm is { } first ? site.Norm($"{trunk}.{names.EmbeddingNorm}", first) : null);
        Blocks = [.. architecture.Blocks.Select((block, index) => Build(block, $"{trunk}.{names.Layers}.{index}", architecture, site))];
        Head = new Head(
            architecture.FinalNorm is { } last ? site.Norm($"{trunk}.{names.FinalNorm}", last) : null, parameters.Head(model),
            (float)(architecture.LogitSoftcap ?? 0), (float)(1 / architecture.LogitsScaling));
    }

    /// <summary>From tokens to the residual stream.</summary>
    public TokenInput Input { get; }

    /// <summary>The blocks, the lowest first.</summary>
    public Block[] Blocks { get; }

    /// <summary>From the residual stream to logits.</summary>
    public Head Head { get; }

    /// <summary>Why a model does not run here; null where it does.</summary>
    public static string? WhyNot(ModelSpec spec) => CheckpointNames.Of(spec.Family).Form == BlockForm.Bert
        ? "BERT's blocks"
        : spec.Architecture.Blocks.Select(block => MixerBuilders.WhyNot(block.Mixer) ?? FeedForwardBuilders.WhyNot(block.FeedForward))
            .FirstOrDefault(reason => reason is not null);

    public void Dispose()
    {
        foreach (var block in Blocks) block.Mixer?.Dispose();
        rotaries.Dispose();
        parameters.Dispose();
    }

    private static Block Build(BlockSpec spec, string name, Architecture architecture, PartSite site)
    {
        var norms = site.Names.Norms(spec);
        return new Block(spec, new BlockParts(
            MixerBuilders.Build(spec, $"{name}.{site.Names.Mixer(spec.Mixer)}", site),
            FeedForwardBuilders.Build(spec.FeedForward, $"{name}.{site.Names.FeedForward(spec.FeedForward)}", site),
            Norm(norms.BeforeMixer), Norm(norms.AfterMixer), Norm(norms.BeforeFeedForward), Norm(norms.AfterFeedForward)),
            (float)architecture.ResidualMultiplier);

        Norm? Norm(string? own) => own is null ? null : site.Norm($"{name}.{own}", spec.Norm);
    }
}
