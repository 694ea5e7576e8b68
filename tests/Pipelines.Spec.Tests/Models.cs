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

    public static PretrainSpec Stage(int batch, Precision precision, OptimizerSpec optimizer, long tokens = 1_000_000) => new(
        "pretrain", "it", "tokenizer", "docs", tokens, batch, 1, precision, optimizer, new ConstantSpec(default), 1, new(0, 0), new(0, 1));
}
