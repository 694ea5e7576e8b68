namespace Pipelines.Spec.Tests;

/// <summary>Models read from a line of settings.</summary>
internal static class Models
{
    /// <summary>The model of <c>{ family: …, dim: … }</c>; it must be valid.</summary>
    public static ModelSpec Read(string settings)
    {
        var result = Sample.Read($"pipeline: models\nmodels: {{ it: {{ {settings} }} }}");
        result.Diagnostics.ShouldBeEmpty();
        return result.Spec!.Models[0];
    }

    /// <summary>A mixer and a feed-forward of a user's own.</summary>
    public static EquatableArray<BlockDeclaration> OwnBlocks { get; } = new(
    [
        new("long_conv", "Sample.LongConv", Mixes: true, new([new("kernel", "kernel", "int", "5")]), "kernel % 2 == 1", "dim * kernel"),
        new("gate_only", "Sample.GateOnly", Mixes: false,
            new([new("factor", "factor", "int", "2"), new("scale", "scale", "double", "0.5"), new("bias", "bias", "bool", "false")]),
            "dim % factor == 0 && factor > 0", "dim * dim / factor"),
    ]);

    /// <summary>The model of <c>{ family: …, dim: … }</c>, or null when it breaks a rule.</summary>
    public static ModelSpec? TryRead(string settings, EquatableArray<BlockDeclaration> blocks = default) => PipelineReader.Read(
        Sample.Path, $"pipeline: models\nmodels: {{ it: {{ {settings} }} }}", new ReadOptions { Blocks = blocks }).Spec?.Models[0];

    public static PretrainSpec Stage(int batch, Precision precision, OptimizerSpec optimizer, long tokens = 1_000_000) => new(
        "pretrain", "it", "tokenizer", "docs", tokens,
        new(batch, 1, precision, optimizer, new ConstantSpec(default), 1, new(0, 0), new(0, 1)));
}
