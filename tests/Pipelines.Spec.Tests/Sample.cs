namespace Pipelines.Spec.Tests;

/// <summary>The pipeline of the README, and ways to read it with something changed.</summary>
internal static class Sample
{
    public const string Path = "quickstart.pipeline.yaml";

    public static string Text { get; } = File.ReadAllText(Repository.File("tests/Pipelines.Spec.Tests/Samples", Path));

    /// <summary>A pipeline whose model is composed of blocks.</summary>
    public static string Hybrid { get; } = File.ReadAllText(Repository.File("tests/Pipelines.Spec.Tests/Samples", "hybrid.pipeline.yaml"));

    /// <summary>A pipeline with every kind of stage after pretraining.</summary>
    public static string Assistant { get; } =
        File.ReadAllText(Repository.File("tests/Pipelines.Spec.Tests/Samples", "assistant.pipeline.yaml"));

    /// <summary>Reads a text as the sample's file.</summary>
    public static ReadResult Read(string text, params string[] overrides) =>
        PipelineReader.Read(Path, text, new ReadOptions { Overrides = overrides });

    /// <summary>The sample with a part replaced, which must be there.</summary>
    public static string With(string part, string replacement)
    {
        Text.ShouldContain(part);
        return Text.Replace(part, replacement);
    }

    /// <summary>What is wrong with a text, as the compiler prints it.</summary>
    public static string[] Errors(string text, params string[] overrides) =>
        Read(text, overrides).Diagnostics.Select(diagnostic => diagnostic.ToString()).ToArray();
}
